package dev.echocast.broadcast;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class JsonIntegrationTests {

	private static final String JSON = "Sec-WebSocket-Protocol: other, echocast.v1.json";

	@LocalServerPort
	private int port;

	@Test
	void aMemberIsWelcomedFirst() {
		try (Conversation raw = open("/welcome"); Conversation peer = open("/welcome", JSON)) {
			JsonNode welcome = json(peer);
			assertThat(welcome.path("type").asString()).isEqualTo("welcome");
			assertThat(welcome.path("topic").asString()).isEqualTo("welcome");
			assertThat(welcome.path("members").asInt()).isEqualTo(2);
			assertThat(welcome.path("position").asString()).endsWith(":0");
			assertThat(welcome.path("session").asString()).isNotEmpty();
			assertThat(welcome.path("node").asString()).isNotEmpty();
			assertThat(welcome.has("recovered")).isFalse();
			raw.send(close(1000, "")).expectClose(1000);
		}
	}

	@Test
	void bothFormatsMeetInOneTopic() {
		try (Conversation raw = open("/both"); Conversation peer = open("/both", JSON)) {
			String session = json(peer).path("session").asString();
			raw.send(text("say \"hi\" \u00e9"));
			raw.expect(text("say \"hi\" \u00e9"));
			JsonNode message = json(peer);
			assertThat(message.path("type").asString()).isEqualTo("message");
			assertThat(message.path("text").asString()).isEqualTo("say \"hi\" \u00e9");
			assertThat(message.path("position").asString()).endsWith(":1");
			assertThat(message.path("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
			peer.send(text("{\"type\":\"publish\",\"base64\":\"AP8=\"}"));
			raw.expect(binary((byte) 0, (byte) -1));
			message = json(peer);
			assertThat(message.path("base64").asString()).isEqualTo("AP8=");
			assertThat(message.path("sender").asString()).isEqualTo(session);
		}
	}

	@Test
	void aPublishWithAnIdIsAcknowledged() {
		try (Conversation peer = open("/ack?self=false", JSON)) {
			json(peer);
			peer.send(text("{\"type\":\"publish\",\"text\":\"no id\"}"));
			peer.send(text("{\"type\":\"publish\",\"id\":\"7\",\"text\":\"x\"}"));
			JsonNode ack = json(peer);
			assertThat(ack.path("type").asString()).isEqualTo("ack");
			assertThat(ack.path("id").asString()).isEqualTo("7");
			assertThat(ack.path("position").asString()).endsWith(":2");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			nonsense                                              |   | malformed
			[1]                                                   |   | malformed
			{}                                                    |   | unknown-type
			{"type":"join","id":"1"}                              | 1 | unknown-type
			{"type":"publish","id":"2"}                           | 2 | malformed
			{"type":"publish","id":"3","text":"a","base64":"AQ=="} | 3 | malformed
			{"type":"publish","id":"4","base64":"%"}              | 4 | malformed
			{"type":"publish","id":5,"text":"a"}                  |   | malformed
			{"type":"publish","id":"6","text":"a\\ud800"}         | 6 | malformed
			""")
	void malformedInputGetsAnErrorAndTheSessionStays(String input, String id, String code) {
		try (Conversation peer = open("/malformed?self=false", JSON)) {
			json(peer);
			JsonNode error = json(peer.send(text(input)));
			assertThat(error.path("type").asString()).isEqualTo("error");
			assertThat(error.path("code").asString()).isEqualTo(code);
			assertThat(error.path("message").asString()).isNotEmpty();
			assertThat(error.path("id").asString(null)).isEqualTo(id);
			assertThat(json(peer.send(binary((byte) 1))).path("code").asString()).isEqualTo("malformed");
			peer.send(text("{\"type\":\"publish\",\"id\":\"x\",\"text\":\"\"}"));
			assertThat(json(peer).path("type").asString()).isEqualTo("ack");
			peer.send(close(1000, "")).expectClose(1000);
		}
	}

	@Test
	void lateMembersGetHistory() {
		try (Conversation publisher = open("/late")) {
			for (int i = 1; i <= 5; i++) {
				publisher.send(text("m" + i)).expect(text("m" + i));
			}
			try (Conversation raw = open("/late?history=2"); Conversation peer = open("/late?history=100", JSON)) {
				raw.expect(text("m4")).expect(text("m5"));
				assertThat(json(peer).path("position").asString()).endsWith(":5");
				assertThat(texts(peer, 5)).containsExactly("m1", "m2", "m3", "m4", "m5");
				publisher.send(text("live"));
				raw.expect(text("live"));
				assertThat(texts(peer, 1)).containsExactly("live");
			}
		}
	}

	@Test
	void aReturningMemberGetsWhatItMissedEvenIfNobodyStayed() {
		String first;
		try (Conversation publisher = open("/return", JSON)) {
			json(publisher);
			publisher.send(text("{\"type\":\"publish\",\"text\":\"1\"}"));
			first = json(publisher).path("position").asString();
			publisher.send(text("{\"type\":\"publish\",\"text\":\"2\"}"));
			json(publisher);
		}
		try (Conversation peer = open("/return?since=" + first, JSON);
				Conversation raw = open("/return?since=" + first.replace(":", "%3A"))) {
			assertThat(json(peer).path("recovered").asBoolean()).isTrue();
			assertThat(texts(peer, 1)).containsExactly("2");
			raw.expect(text("2"));
		}
	}

	@Test
	void aGapIsAnnounced() {
		try (Conversation publisher = open("/gap")) {
			for (int i = 1; i <= 105; i++) {
				publisher.send(text("m" + i)).expect(text("m" + i));
			}
			for (String since : List.of("elsewhere:100", "elsewhere:1")) {
				try (Conversation peer = open("/gap?since=" + since, JSON)) {
					JsonNode welcome = json(peer);
					assertThat(welcome.path("recovered").asBoolean(true)).isFalse();
					assertThat(texts(peer, 100))
						.containsExactlyElementsOf(IntStream.rangeClosed(6, 105).mapToObj((i) -> "m" + i).toList());
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "history=x", "history=-1", "since=1", "since=:1", "since=a:x", "since=" })
	void aWrongQueryIsRefused(String query) {
		try (Conversation peer = Conversation.connect(this.port)) {
			assertThat(peer.request("GET", "/ws/broadcast/t?" + query).response()).startsWith("HTTP/1.1 400 ")
				.contains(query.substring(0, query.indexOf('=')) + " must ");
		}
	}

	private static List<String> texts(Conversation peer, int count) {
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			texts.add(json(peer).path("text").asString());
		}
		return texts;
	}

	private static JsonNode json(Conversation peer) {
		Frame frame = peer.read();
		assertThat(frame.firstByte()).isEqualTo(0x81);
		return JsonMapper.shared().readTree(new String(frame.payload(), StandardCharsets.UTF_8));
	}

	private Conversation open(String topicAndQuery, String... headers) {
		return Conversation.open(this.port, "/ws/broadcast" + topicAndQuery, headers);
	}

}
