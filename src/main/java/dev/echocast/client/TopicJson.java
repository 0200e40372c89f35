package dev.echocast.client;

import java.util.Base64;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of {@code echocast.v1.json}. Types and members not known here are passed
 * over, so that the format can grow.
 */
final class TopicJson {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private TopicJson() {
	}

	static Message publish(String id, Message message) {
		ObjectNode json = MAPPER.createObjectNode().put("type", "publish").put("id", id);
		if (message instanceof Message.Binary binary) {
			json.put("base64", Base64.getEncoder().encodeToString(binary.toArray()));
		}
		else {
			json.put("text", message.asText());
		}
		return Message.text(MAPPER.writeValueAsString(json));
	}

	static @Nullable Incoming parse(String text) {
		try {
			JsonNode json = MAPPER.readTree(text);
			return switch (string(json, "type")) {
				case "welcome" -> new Event(welcome(json));
				case "message" -> new Event(message(json));
				case "joined" -> new Event(presence(json, true));
				case "left" -> new Event(presence(json, false));
				case "ack" -> new Ack(string(json, "id"), string(json, "position"));
				case "error" -> new Refusal(string(json, "id"),
						new TopicEvent.Refused(string(json, "code"), string(json, "message")));
				default -> null;
			};
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw Failures.protocol("not " + TopicFollower.SUBPROTOCOL);
		}
	}

	private static TopicEvent welcome(JsonNode json) {
		Boolean recovered = json.has("recovered") ? json.path("recovered").asBoolean(false) : null;
		return new TopicEvent.Welcome(string(json, "session"), string(json, "node"), string(json, "topic"),
				json.path("members").asInt(0), string(json, "position"), recovered);
	}

	private static TopicEvent message(JsonNode json) {
		Message payload = json.has("base64") ? Message.binary(Base64.getDecoder().decode(string(json, "base64")))
				: Message.text(string(json, "text"));
		return new TopicEvent.Published(string(json, "position"), string(json, "sender"), string(json, "time"),
				payload);
	}

	private static TopicEvent presence(JsonNode json, boolean joined) {
		return new TopicEvent.Presence(joined, string(json, "session"), json.path("members").asInt(0),
				json.path("others").asInt(0));
	}

	private static String string(JsonNode json, String member) {
		return json.path(member).asString("");
	}

	/** What a frame holds. */
	sealed interface Incoming {

	}

	record Event(TopicEvent event) implements Incoming {
	}

	record Ack(String id, String position) implements Incoming {
	}

	record Refusal(String id, TopicEvent.Refused event) implements Incoming {
	}

}
