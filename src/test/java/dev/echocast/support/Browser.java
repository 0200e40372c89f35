package dev.echocast.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Assumptions;

/**
 * Chromium with a page that posts what comes out to {@code /result}.
 */
public final class Browser implements AutoCloseable {

	private final BlockingQueue<String> results = new LinkedBlockingQueue<>();

	private final HttpServer pages;

	private final Process chromium;

	private Browser(String program, Path directory, String page, HttpServer pages) throws IOException {
		this.pages = pages;
		this.pages.createContext("/", (exchange) -> answer(exchange, page.getBytes(StandardCharsets.UTF_8)));
		this.pages.start();
		this.chromium = new ProcessBuilder(List.of(program, "--headless", "--no-sandbox", "--disable-gpu",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--user-data-dir=" + directory.resolve("profile"),
				"http://localhost:" + this.pages.getAddress().getPort() + "/page"))
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("chromium.log").toFile())
			.start();
	}

	/** Where a page will come from, which is its origin. */
	public static HttpServer pages() {
		try {
			return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Open a page; the test is skipped where there is no Chromium. */
	public static Browser open(Path directory, String page) throws IOException {
		return open(directory, page, pages());
	}

	/** Open a page that comes from there. */
	public static Browser open(Path directory, String page, HttpServer pages) throws IOException {
		String program = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
			.filter((path) -> Files.isExecutable(Path.of(path)))
			.findFirst()
			.orElse(null);
		if (program == null) {
			System.out.println("SKIPPED: no Chromium on this machine, so no page speaks to the endpoints");
		}
		Assumptions.assumeTrue(program != null, "no Chromium on this machine");
		return new Browser(program, directory, page, pages);
	}

	private void answer(HttpExchange exchange, byte[] page) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			if (exchange.getRequestMethod().equals("POST")) {
				this.results.add(new String(body, StandardCharsets.UTF_8));
			}
			exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
			exchange.sendResponseHeaders(200, page.length);
			exchange.getResponseBody().write(page);
		}
	}

	/** What the page posts next; {@code null} if it does not in time. */
	public String result(Duration timeout) throws InterruptedException {
		return this.results.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.chromium.descendants().forEach(ProcessHandle::destroyForcibly);
		this.chromium.destroyForcibly().onExit().join();
		this.pages.stop(0);
	}

}
