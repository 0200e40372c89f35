package dev.echocast;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import dev.echocast.broadcast.Topics;
import dev.echocast.engine.Message;
import dev.echocast.support.Browser;
import dev.echocast.support.Network;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.echocast.support.Timeouts.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A page in Chromium speaks to the endpoints; skipped where there is no Chromium.
 */
@ServiceTest
@TestPropertySource(properties = { "echocast.transport.allowed-origins=*", "echocast.broadcast.history.size=10000" })
class BrowserIntegrationTests {

	/** How many messages are published before a page loses its network, and after. */
	private static final int SOME = 50;

	/** How many are published meanwhile. */
	private static final int OUTAGE = Integer.getInteger("outage.messages", 400);

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

	/**
	 * Reconnects until it can, and tells what it has got when the last message is there.
	 */
	private static final String RESUMING_PAGE = """
			<!DOCTYPE html><title>test</title><script>
			const offsets = [], recovered = [];
			let position, losses = 0;
			const connect = () => {
			  const since = position ? '?since=' + position : '';
			  const ws = new WebSocket('ws://localhost:%d/ws/broadcast/outage' + since, 'echocast.v1.json');
			  ws.onmessage = (event) => {
			    const message = JSON.parse(event.data);
			    if (message.type == 'welcome') {
			      recovered.push(message.recovered ?? 'new');
			      position ??= message.position;
			      return;
			    }
			    position = message.position;
			    offsets.push(+position.split(':')[1]);
			    if (message.text == 'last') {
			      const gaps = offsets.filter((offset, i) => i > 0 && offset != offsets[i - 1] + 1).length;
			      fetch('/result', {method: 'POST', body: JSON.stringify({
			        first: offsets[0], last: offsets.at(-1), count: offsets.length, gaps, recovered})});
			    }
			  };
			  ws.onclose = () => setTimeout(connect, 50);
			};
			connect();
			</script>
			""";

	@LocalServerPort
	private int port;

	@Autowired
	private Topics topics;

	private volatile long offset;

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aPageInChromiumEchoesAndBroadcasts(@TempDir Path directory) throws Exception {
		try (Browser browser = Browser.open(directory, PAGE.formatted(this.port))) {
			assertThat(browser.result(LONG)).isEqualTo(
					"{\"echo\":\"héllo\",\"bytes\":[1,2,255],\"a\":[\"from a\",\"from b\"],\"b\":[\"from a\"],\"clean\":true,\"code\":4000}");
		}
	}

	/**
	 * Chromium's own emulation of being offline leaves WebSockets alone, so the network
	 * is cut on the way.
	 */
	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aPageThatLosesItsNetworkMissesNothing(@TempDir Path directory) throws Exception {
		try (Network network = new Network(this.port);
				Browser browser = Browser.open(directory, RESUMING_PAGE.formatted(network.port()))) {
			await().atMost(LONG).until(() -> members() == 1);
			Disposable publishing = Flux.interval(Duration.ofMillis(5))
				.onBackpressureBuffer()
				.concatMap((i) -> publish("m" + i))
				.subscribe((published) -> this.offset = published.position().offset());
			awaitPublished(SOME);
			network.cut();
			await().until(() -> members() == 0);
			awaitPublished(OUTAGE);
			network.mend();
			await().atMost(LONG).until(() -> members() == 1);
			awaitPublished(SOME);
			publishing.dispose();
			long last = publish("last").block(LONG).position().offset();
			assertThat(browser.result(LONG))
				.isEqualTo("{\"first\":1,\"last\":%d,\"count\":%d,\"gaps\":0,\"recovered\":[\"new\",true]}"
					.formatted(last, last));
		}
	}

	private Mono<Topics.Published> publish(String text) {
		return this.topics.publish(new Message("outage", null, null, true, text.getBytes(StandardCharsets.UTF_8)));
	}

	private void awaitPublished(int count) {
		long before = this.offset;
		await().atMost(LONG).until(() -> this.offset >= before + count);
	}

	private int members() {
		return this.topics.describe("outage").map(Topics.TopicDescription::members).blockOptional(LONG).orElse(0);
	}

}
