package dev.echocast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page in Chromium speaks to the endpoints; skipped where there is no Chromium.
 */
@ServiceTest
@TestPropertySource(properties = "echocast.transport.allowed-origins=*")
class BrowserIntegrationTests {

	private static final String PAGE = """
			<!DOCTYPE html><title>test</title><script>
			const socket = (path) => new Promise((opened) => {
			  const ws = new WebSocket('ws://localhost:%d' + path);
			  ws.received = [];
			  ws.onmessage = (event) => ws.received.push(event.data);
			  ws.onopen = () => opened(ws);
			});
			const until = async (condition) => { while (!condition()) await new Promise((go) => setTimeout(go, 5)); };
			(async () => {
			  const echo = await socket('/ws/echo');
			  echo.binaryType = 'arraybuffer';
			  echo.send('h\\u00e9llo');
			  echo.send(new Uint8Array([1, 2, 255]));
			  await until(() => echo.received.length == 2);
			  const a = await socket('/ws/broadcast/browser');
			  const b = await socket('/ws/broadcast/browser?self=false');
			  a.send('from a');
			  b.send('from b');
			  await until(() => a.received.length == 2 && b.received.length == 1);
			  echo.onclose = (event) => fetch('/result', {method: 'POST', body: JSON.stringify({
			    echo: echo.received[0], bytes: [...new Uint8Array(echo.received[1])],
			    a: a.received.sort(), b: b.received, clean: event.wasClean, code: event.code})});
			  echo.close(4000, 'done');
			})();
			</script>
			""";

	@LocalServerPort
	private int port;

	@Test
	void aPageInChromiumEchoesAndBroadcasts(@TempDir Path profile) throws Exception {
		Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
			.map(Path::of)
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
		if (chromium == null) {
			System.out.println("SKIPPED: no Chromium on this machine, so no page speaks to the endpoints");
		}
		Assumptions.assumeTrue(chromium != null, "no Chromium on this machine");
		BlockingQueue<String> results = new LinkedBlockingQueue<>();
		HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		pages.createContext("/", (exchange) -> answer(exchange, results));
		pages.start();
		Process browser = new ProcessBuilder(List.of(chromium.toString(), "--headless", "--no-sandbox", "--disable-gpu",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--user-data-dir=" + profile.resolve("profile"),
				"http://localhost:" + pages.getAddress().getPort() + "/page"))
			.redirectErrorStream(true)
			.redirectOutput(profile.resolve("chromium.log").toFile())
			.start();
		try {
			assertThat(results.poll(60, TimeUnit.SECONDS)).isEqualTo(
					"{\"echo\":\"héllo\",\"bytes\":[1,2,255],\"a\":[\"from a\",\"from b\"],\"b\":[\"from a\"],\"clean\":true,\"code\":4000}");
		}
		finally {
			browser.descendants().forEach(ProcessHandle::destroyForcibly);
			browser.destroyForcibly().waitFor();
			pages.stop(0);
		}
	}

	private void answer(HttpExchange exchange, BlockingQueue<String> results) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			if (exchange.getRequestMethod().equals("POST")) {
				results.add(new String(body, StandardCharsets.UTF_8));
			}
			byte[] page = PAGE.formatted(this.port).getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
			exchange.sendResponseHeaders(200, page.length);
			exchange.getResponseBody().write(page);
		}
	}

}
