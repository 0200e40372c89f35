package dev.echocast.session;

import java.util.ArrayList;
import java.util.List;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ImpatientServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers whose connection stays open while nothing comes from them any more, as behind a
 * network that is gone.
 */
@ImpatientServiceTest
class SilentPeersIntegrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@Test
	void halfOpenPeersArePingedThenGoneAndTheGaugeWithThem() {
		List<Conversation> peers = new ArrayList<>();
		for (String path : new String[] { "/ws/echo", "/ws/stream", "/ws/broadcast/silence" }) {
			peers.add(Conversation.open(this.port, path).send(Frame.text("x")).expect(Frame.text("x")));
		}
		for (Conversation peer : peers) {
			assertThat(peer.read().firstByte()).as("ping").isEqualTo(0x89);
			peer.expect(Frame.close(1008, "no pong"));
			peer.expectEnd();
			peer.close();
		}
		await().until(() -> active() == 0);
	}

	private double active() {
		return this.meters.get("echocast.sessions.active")
			.gauges()
			.stream()
			.mapToDouble((gauge) -> gauge.value())
			.sum();
	}

}
