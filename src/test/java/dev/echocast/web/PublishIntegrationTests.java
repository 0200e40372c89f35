package dev.echocast.web;

import java.util.List;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class PublishIntegrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private WebTestClient web;

	@Test
	void aRepeatedKeyPublishesNothing() {
		try (Conversation member = Conversation.open(this.port, "/ws/broadcast/once")) {
			String first = position("once", "key", "a");
			assertThat(position("once", "key", "a")).isEqualTo(first);
			assertThat(position("once", "another", "b")).isNotEqualTo(first);
			assertThat(position("elsewhere", "key", "c")).isNotEqualTo(first);
			member.expect(text("a")).expect(text("b"));
		}
	}

	@Test
	void aRepeatIsMarkedAndAnotherBodyUnderTheKeyRefused() {
		publish("reused", "key", "a").expectStatus()
			.isAccepted()
			.expectHeader()
			.doesNotExist("Idempotency-Replayed")
			.expectBody()
			.returnResult();
		publish("reused", "key", "a").expectStatus()
			.isAccepted()
			.expectHeader()
			.valueEquals("Idempotency-Replayed", "true")
			.expectBody()
			.jsonPath("$.position")
			.value(String.class, (position) -> assertThat(position).endsWith(":1"));
		publish("reused", "key", "b").expectStatus()
			.isEqualTo(422)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.position")
			.doesNotExist();
		assertThat(position("reused", "another", "c")).endsWith(":2");
	}

	@Test
	void aBatchUnderTheKeyOfAMessageIsRefused() {
		position("mixed", "key", "a");
		this.web.post()
			.uri("/api/topics/mixed/messages/batch")
			.header("Idempotency-Key", "key")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("[{\"text\":\"a\"},{\"text\":\"b\"},{\"text\":\"c\"}]")
			.exchange()
			.expectStatus()
			.isEqualTo(422)
			.expectBody()
			.returnResult();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			application/x-www-form-urlencoded | -             | 415 | Accept
			application/x-www-form-urlencoded | -             | 415 | Accept-Post
			-                                 | -             | 415 | Accept
			text/plain                        | gzip          | 415 | Accept-Encoding
			text/plain                        | identity, br  | 415 | Accept-Encoding
			;;;                               | -             | 400 | -
			text/plain;charset=no-such        | -             | 400 | -
			text/plain                        | identity      | 202 | -
			""")
	void whatIsNotTakenIsRefusedWithWhatWouldBe(String type, String encoding, int status, String header) {
		WebTestClient.RequestBodySpec request = this.web.post().uri("/api/topics/refused/messages");
		request.headers((headers) -> {
			if (type != null) {
				headers.set("Content-Type", type);
			}
			if (encoding != null) {
				headers.set("Content-Encoding", encoding);
			}
		});
		EntityExchangeResult<byte[]> answer = request.body(BodyInserters.fromDataBuffers(Mono.just(buffer("x"))))
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.returnResult();
		if (header != null) {
			assertThat(answer.getResponseHeaders().getFirst(header)).isNotEmpty();
			String detail = JsonMapper.shared().readTree(answer.getResponseBody()).path("detail").asString();
			assertThat(detail)
				.contains(header.equals("Accept-Encoding") ? "identity" : "-H 'Content-Type: text/plain'");
		}
	}

	private static DataBuffer buffer(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes());
	}

	private WebTestClient.ResponseSpec publish(String topic, String key, String body) {
		return this.web.post()
			.uri("/api/topics/" + topic + "/messages")
			.header("Idempotency-Key", key)
			.contentType(MediaType.TEXT_PLAIN)
			.bodyValue(body)
			.exchange();
	}

	@Test
	void anUnreasonableKeyIsRefused() {
		this.web.post()
			.uri("/api/topics/once/messages")
			.header("Idempotency-Key", "x".repeat(256))
			.contentType(MediaType.TEXT_PLAIN)
			.bodyValue("x")
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.returnResult();
	}

	private String position(String topic, String key, String body) {
		byte[] answer = publish(topic, key, body).expectStatus()
			.isAccepted()
			.expectBody()
			.returnResult()
			.getResponseBody();
		return JsonMapper.shared().readTree(answer).path("position").asString();
	}

	@Test
	void aBatchIsPublishedTogether() {
		try (Conversation member = Conversation.open(this.port, "/ws/broadcast/batch")) {
			JsonNode answer = batch("batch", "[{\"text\":\"a\"},{\"base64\":\"AQ==\"},{\"text\":\"c\"}]", 202);
			member.expect(text("a")).expect(binary((byte) 1)).expect(text("c"));
			assertThat(answer.path("positions")
				.valueStream()
				.map(JsonNode::asString)
				.map((it) -> it.substring(it.indexOf(':')))).containsExactly(":1", ":2", ":3");
			assertThat(answer.path("subscribers").asInt()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "[{\"text\":\"fine\"},{\"text\":\"\\ud800\"}]", "nonsense", "{}", "[]",
			"[{\"text\":\"a\"},{}]", "[{\"text\":\"a\",\"base64\":\"AQ==\"}]", "[{\"base64\":\"%\"}]", "[1]" })
	void aBatchWithAnythingWrongIsNotPublishedAtAll(String body) {
		try (Conversation member = Conversation.open(this.port, "/ws/broadcast/all-or-none")) {
			batch("all-or-none", body, 400);
			batch("all-or-none", "[{\"text\":\"fine\"}]", 202);
			member.expect(text("fine"));
		}
	}

	private JsonNode batch(String topic, String body, int status) {
		byte[] answer = this.web.post()
			.uri("/api/topics/" + topic + "/messages/batch")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.returnResult()
			.getResponseBody();
		return JsonMapper.shared().readTree(answer);
	}

	@Test
	void presenceIsToldToThoseWhoAsk() {
		String json = "Sec-WebSocket-Protocol: echocast.v1.json";
		try (Conversation watcher = Conversation.open(this.port, "/ws/broadcast/presence?presence=true", json)) {
			assertThat(new String(watcher.read().payload())).contains("welcome");
			Conversation other = Conversation.open(this.port, "/ws/broadcast/presence", json);
			JsonNode welcome = JsonMapper.shared().readTree(other.read().payload());
			String session = welcome.path("session").asString();
			String joined = new String(watcher.read().payload());
			if (!joined.contains(session)) {
				// The watcher's own arrival came by itself.
				joined = new String(watcher.read().payload());
			}
			assertThat(joined).contains("\"type\":\"joined\"", session, "\"members\":2");
			byte[] details = this.web.get()
				.uri("/api/topics/presence")
				.exchange()
				.expectBody()
				.returnResult()
				.getResponseBody();
			List<String> sessions = JsonMapper.shared()
				.readTree(details)
				.path("sessions")
				.valueStream()
				.map(JsonNode::asString)
				.toList();
			assertThat(sessions).hasSize(2).contains(session);
			other.close();
			assertThat(new String(watcher.read().payload())).contains("\"type\":\"left\"", session, "\"members\":1");
		}
	}

}
