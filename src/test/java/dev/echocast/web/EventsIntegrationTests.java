package dev.echocast.web;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ServiceTest
class EventsIntegrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private WebTestClient web;

	@Test
	void aTopicIsAStreamOfEvents() {
		try (Conversation publisher = Conversation.open(this.port, "/ws/broadcast/events")) {
			StepVerifier.create(events("events", null)).assertNext((welcome) -> {
				assertThat(welcome.event()).isEqualTo("welcome");
				assertThat(welcome.id()).endsWith(":0");
				assertThat(welcome.data()).contains("\"members\":2");
				publisher.send(text("two\nlines"));
			}).assertNext((event) -> {
				assertThat(event.event()).isNull();
				assertThat(event.id()).endsWith(":1");
				assertThat(event.data()).isEqualTo("two\nlines");
				publisher.send(binary((byte) 0, (byte) -1));
			}).assertNext((event) -> {
				assertThat(event.event()).isEqualTo("binary");
				assertThat(event.data()).isEqualTo("AP8=");
			}).thenCancel().verify(SOON);
			await().untilAsserted(() -> this.web.get()
				.uri("/api/topics/events")
				.exchange()
				.expectBody()
				.jsonPath("$.members")
				.isEqualTo(1)
				.jsonPath("$.history")
				.isEqualTo(2));
		}
	}

	@Test
	void lastEventIdResumes() {
		try (Conversation publisher = Conversation.open(this.port, "/ws/broadcast/resume-events")) {
			for (int i = 1; i <= 4; i++) {
				publisher.send(text("m" + i)).expect(text("m" + i));
			}
			String second = position("resume-events", 1);
			StepVerifier.create(events("resume-events", second))
				.assertNext((welcome) -> assertThat(welcome.data()).contains("\"recovered\":true"))
				.assertNext((event) -> assertThat(event.data()).isEqualTo("m3"))
				.assertNext((event) -> assertThat(event.data()).isEqualTo("m4"))
				.then(() -> publisher.send(text("live")))
				.assertNext((event) -> assertThat(event.data()).isEqualTo("live"))
				.thenCancel()
				.verify(SOON);
			StepVerifier.create(events("resume-events", "another:1"))
				.assertNext((welcome) -> assertThat(welcome.data()).contains("\"recovered\":false"))
				.assertNext((event) -> assertThat(event.data()).isEqualTo("m1"))
				.thenCancel()
				.verify(SOON);
		}
	}

	private String position(String topic, int index) {
		byte[] body = this.web.get()
			.uri("/api/topics/" + topic + "/messages?limit=100")
			.exchange()
			.expectBody()
			.returnResult()
			.getResponseBody();
		return tools.jackson.databind.json.JsonMapper.shared()
			.readTree(body)
			.path("messages")
			.path(index)
			.path("position")
			.asString();
	}

	@Test
	void aSlowStreamEndsWithAComment() {
		byte[] payload = new byte[16 * 1024];
		try (Conversation slow = Conversation.connect(this.port, 4096);
				Conversation publisher = Conversation.open(this.port, "/ws/broadcast/slow-events")) {
			slow.send("GET /api/topics/slow-events/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
			assertThat(slow.response()).contains("text/event-stream");
			for (int i = 0; i < 600; i++) {
				publisher.send(binary(payload)).expect(binary(payload));
			}
			await().untilAsserted(() -> this.web.get()
				.uri("/api/topics/slow-events")
				.exchange()
				.expectBody()
				.jsonPath("$.members")
				.isEqualTo(1));
			byte[] all = readUntil(slow, ": slow consumer");
			assertThat(new String(all)).contains(": slow consumer: reconnect and resume\n\n");
		}
	}

	private static byte[] readUntil(Conversation conversation, String end) {
		java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
		try {
			byte[] chunk = new byte[65536];
			String tail = "";
			while (!tail.contains(end)) {
				int count = conversation.input().read(chunk);
				assertThat(count).as("bytes").isPositive();
				String text = new String(chunk, 0, count, java.nio.charset.StandardCharsets.ISO_8859_1);
				tail = tail.substring(Math.max(0, tail.length() - 100)) + text;
			}
			all.writeBytes(tail.getBytes());
			return all.toByteArray();
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	@Test
	void headDoesNotStream() {
		this.web.head()
			.uri("/api/topics/x/events")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
			.expectBody()
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/events?since=1", "/events?history=x", "/messages?since=x:y", "/messages?limit=all" })
	void aWrongQueryIsRefused(String path) {
		this.web.get()
			.uri("/api/topics/x" + path)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isNotEmpty();
	}

	@Test
	void whatIsKeptCanBeRead() {
		try (Conversation publisher = Conversation.open(this.port, "/ws/broadcast/kept")) {
			publisher.send(text("a")).expect(text("a"));
			publisher.send(binary((byte) 1)).expect(binary((byte) 1));
		}
		String first = position("kept", 0);
		this.web.get()
			.uri("/api/topics/kept/messages?since=" + first + "&limit=10")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.recovered")
			.isEqualTo(true)
			.jsonPath("$.messages.length()")
			.isEqualTo(1)
			.jsonPath("$.messages[0].base64")
			.isEqualTo("AQ==")
			.jsonPath("$.messages[0].text")
			.doesNotExist()
			.jsonPath("$.messages[0].sender")
			.isNotEmpty();
		this.web.get()
			.uri("/api/topics/never/messages")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.returnResult();
	}

	private Flux<ServerSentEvent<String>> events(String topic, String lastEventId) {
		return this.web.get().uri("/api/topics/" + topic + "/events").headers((headers) -> {
			if (lastEventId != null) {
				headers.set("Last-Event-ID", lastEventId);
			}
		}).exchange().expectStatus().isOk().returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {
		}).getResponseBody();
	}

}
