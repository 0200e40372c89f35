package dev.echocast.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What event streams cost whose peers do not read.
 */
class StalledEventsIntegrationTests {

	private static final int MEGABYTE = 1024 * 1024;

	/** A stream whose peer reads the response's head and never anything else. */
	private static Conversation stalled(int port, String topic) {
		Conversation peer = Conversation.connect(port, 4096);
		String request = "GET /api/topics/" + topic + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
		assertThat(peer.send(request.getBytes(StandardCharsets.US_ASCII)).response()).startsWith("HTTP/1.1 200 ");
		return peer;
	}

	private static void publishMegabytes(WebTestClient web, String topic, int count) {
		byte[] message = new byte[MEGABYTE];
		java.util.Arrays.fill(message, (byte) 'x');
		for (int i = 0; i < count; i++) {
			web.post()
				.uri("/api/topics/" + topic + "/messages")
				.contentType(MediaType.TEXT_PLAIN)
				.bodyValue(message)
				.exchange()
				.expectStatus()
				.isAccepted()
				.expectBody()
				.returnResult();
		}
	}

	private static double active(MeterRegistry meters) {
		return meters.get("echocast.sessions.active").tag("endpoint", "events").gauge().value();
	}

	@Nested
	@ServiceTest
	@TestPropertySource(properties = { "echocast.transport.close-timeout=500ms", "echocast.limits.max-sessions=1" })
	class WhenItIsDisconnected {

		@LocalServerPort
		private int port;

		@Autowired
		private WebTestClient web;

		@Test
		void thePeerIsCutWhenItDoesNotTakeTheLastWords() throws IOException {
			try (Conversation peer = stalled(this.port, "stalled")) {
				publishMegabytes(this.web, "stalled", 10);
				// Its place is free again when its connection is gone.
				await().untilAsserted(() -> stalled(this.port, "another").close());
				String rest = new String(peer.input().readAllBytes(), StandardCharsets.US_ASCII);
				assertThat(rest).contains("event: welcome").doesNotContain("slow consumer");
			}
		}

	}

	@Nested
	@ServiceTest
	@TestPropertySource(properties = { "echocast.broadcast.queue.bytes=4MB",
			"echocast.broadcast.queue.overflow=drop-latest", "echocast.broadcast.history.size=0" })
	class WhenMessagesAreDropped {

		@LocalServerPort
		private int port;

		@Autowired
		private WebTestClient web;

		@Autowired
		private MeterRegistry meters;

		@Test
		void itsQueueIsAllThatWaits() {
			try (Conversation peer = stalled(this.port, "dropping")) {
				publishMegabytes(this.web, "dropping", 20);
				// What is kept are the queue, the message being written and less than
				// another in the kernel's buffers.
				await().untilAsserted(() -> assertThat(dropped()).isGreaterThanOrEqualTo(20 - 4 - 1 - 1));
				assertThat(active(this.meters)).isEqualTo(1);
				peer.reset();
				await().until(() -> active(this.meters) == 0);
			}
		}

		private double dropped() {
			return this.meters.get("echocast.messages.dropped")
				.tags("endpoint", "events", "policy", "drop-latest")
				.functionCounter()
				.count();
		}

	}

}
