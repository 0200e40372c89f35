package dev.echocast.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers whose connection stays open while nothing comes from them any more, as behind a
 * network that is gone.
 */
@ServiceTest
@TestPropertySource(properties = { "echocast.transport.ping-interval=1s", "echocast.transport.pong-timeout=1s",
		"echocast.transport.close-timeout=1s" })
class SilentPeersIntegrationTests {

	/** Ping interval, pong timeout and close timeout. */
	private static final Duration LIMIT = Duration.ofSeconds(3);

	/** What a busy machine may add. */
	private static final Duration SLACK = Duration.ofSeconds(1);

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@Test
	void halfOpenPeersAreGoneInTimeAndTheGaugeWithThem() {
		List<Conversation> peers = new ArrayList<>();
		for (String path : new String[] { "/ws/echo", "/ws/stream", "/ws/broadcast/silence" }) {
			peers.add(Conversation.open(this.port, path).send(Frame.text("x")).expect(Frame.text("x")));
		}
		long silent = System.nanoTime();
		assertThat(active()).isEqualTo(3);
		await().pollInterval(Duration.ofMillis(10)).until(() -> active() == 0);
		assertThat(Duration.ofNanos(System.nanoTime() - silent)).isBetween(LIMIT.dividedBy(2), LIMIT.plus(SLACK));
		for (Conversation peer : peers) {
			assertThat(peer.read().firstByte()).as("ping").isEqualTo(0x89);
			peer.expect(Frame.close(1008, "no pong"));
			peer.expectEnd();
			peer.close();
		}
	}

	private double active() {
		return this.meters.get("echocast.sessions.active")
			.gauges()
			.stream()
			.mapToDouble((gauge) -> gauge.value())
			.sum();
	}

}
