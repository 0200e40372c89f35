package dev.echocast.broadcast;

import dev.echocast.access.Identity;
import dev.echocast.access.Grants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import dev.echocast.access.Grants;
import dev.echocast.access.Identity;
import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Roster;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of protocol.md are what the service writes and reads.
 */
class ProtocolExamplesTests {

	static List<String> examples() throws IOException {
		return Files.readAllLines(Path.of("src/docs/protocol.md"))
			.stream()
			.filter((line) -> line.startsWith("{\"type\""))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void areTheServicesOwn(String example) {
		JsonNode json = JsonMapper.shared().readTree(example);
		String type = json.path("type").asString();
		if (type.equals("publish") || json.has("token")) {
			assertThat(ClientMessage.parse(example.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
				.isInstanceOf(type.equals("publish") ? ClientMessage.Publish.class : ClientMessage.Token.class);
			return;
		}
		assertThat(new String(written(type, json), java.nio.charset.StandardCharsets.UTF_8)).isEqualTo(example);
	}

	private static byte[] written(String type, JsonNode json) {
		String session = json.path("session").asString("");
		int members = json.path("members").asInt(0);
		return switch (type) {
			case "welcome" -> TopicJson.welcome(session, json.path("node").asString(), identity(json),
					json.path("topic").asString(), new Welcome(members, new History(position(json), List.of(), true),
							json.path("recovered").asBoolean()));
			case "message" -> TopicJson
				.message(new Publication(message(json), position(json), Instant.parse(json.path("time").asString())));
			case "token" -> TopicJson.token(json.path("id").asString(), identity(json));
			case "left" ->
				json.has("code") ? TopicJson.left(json.path("topic").asString(), json.path("code").asString(),
						json.path("reason").asString()) : TopicJson.presence(false, movement(json), members);
			case "joined" -> TopicJson.presence(true, movement(json), members);
			case "ack" -> TopicJson.ack(json.path("id").asString(), position(json));
			case "error" -> TopicJson.error(json.path("id").asString(), json.path("code").asString(),
					json.path("message").asString());
			default -> throw new AssertionError("unknown type " + type);
		};
	}

	private static Identity identity(JsonNode json) {
		String expires = json.path("expires").asString(null);
		return new Identity(json.path("user").asString(null), null, Grants.ALL, null,
				(expires != null) ? Instant.parse(expires) : null, null);
	}

	private static Roster.Movement movement(JsonNode json) {
		String info = json.has("info") ? json.path("info").toString() : null;
		return new Roster.Movement(
				new Roster.Attendee(json.path("session").asString(), json.path("user").asString(null), info),
				json.path("others").asInt(0));
	}

	private static Message message(JsonNode json) {
		boolean text = json.has("text");
		byte[] payload = text ? json.path("text").asString().getBytes(java.nio.charset.StandardCharsets.UTF_8)
				: Base64.getDecoder().decode(json.path("base64").asString());
		return new Message("news", json.path("sender").asString(null), json.path("user").asString(null), text, payload);
	}

	private static Position position(JsonNode json) {
		return Position.parse(json.path("position").asString());
	}

}
