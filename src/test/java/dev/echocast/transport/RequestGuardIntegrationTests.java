package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 13 of the catalogue of behaviours: requests that take too long.
 */
@ServiceTest
@TestPropertySource(properties = { "echocast.transport.handshake-timeout=700ms",
		"echocast.transport.request-timeout=1500ms", "echocast.transport.allowed-origins=https://app.example" })
class RequestGuardIntegrationTests {

	@LocalServerPort
	private int port;

	@Test
	void aHeadThatDripsIsCutInTime() {
		try (Conversation peer = Conversation.connect(this.port)) {
			long start = System.nanoTime();
			peer.send("GET /ws/echo HTTP/1.1\r\nHost: x\r\nX: ".getBytes(StandardCharsets.US_ASCII));
			assertThat(peer.response()).startsWith("HTTP/1.1 408 ").contains("request too slow");
			peer.expectEnd();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500),
					Duration.ofSeconds(5));
		}
	}

	@Test
	void aConnectionThatSaysNothingIsClosedInTime() {
		try (Conversation peer = Conversation.connect(this.port)) {
			peer.expectEnd();
		}
	}

	@Test
	void aBodyThatNeverComesIsCutInTime() {
		try (Conversation peer = Conversation.connect(this.port)) {
			peer.send("POST /email HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"
				.getBytes(StandardCharsets.US_ASCII));
			assertThat(peer.response()).startsWith("HTTP/1.1 408 ");
			peer.expectEnd();
		}
	}

	@Test
	void anIdleConnectionMayWaitBetweenRequestsButNotInsideOne() {
		try (Conversation peer = Conversation.connect(this.port)) {
			byte[] request = "GET /time HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
			assertThat(peer.send(request).response()).startsWith("HTTP/1.1 200 ");
			await().pollDelay(Duration.ofMillis(1000)).until(() -> true);
			assertThat(peer.send(request).response()).startsWith("HTTP/1.1 200 ");
			peer.send("GET /ti".getBytes(StandardCharsets.US_ASCII));
			assertThat(peer.response()).startsWith("HTTP/1.1 408 ");
		}
	}

}
