package dev.echocast.client;

import java.time.DateTimeException;
import java.time.Instant;
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

	/** One is under way at most; publications have numbers. */
	static final String RENEWAL = "token";

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

	/** A fresh token for the session. */
	static Message renewal(Token token) {
		ObjectNode json = MAPPER.createObjectNode().put("type", "token").put("id", RENEWAL).put("token", token.value());
		return Message.text(MAPPER.writeValueAsString(json));
	}

	static @Nullable Incoming parse(String text) {
		try {
			JsonNode json = MAPPER.readTree(text);
			return switch (string(json, "type")) {
				case "welcome" -> new Event(welcome(json));
				case "message" -> new Event(message(json));
				case "joined" -> new Event(presence(json, true));
				case "left" -> new Event(json.has("code") ? left(json) : presence(json, false));
				case "ack" -> new Ack(string(json, "id"), string(json, "position"));
				case "token" -> new Renewed(string(json, "id"),
						new TopicEvent.Renewed(string(json, "user"), instant(json, "expires")));
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
				json.path("members").asInt(0), string(json, "position"), recovered, string(json, "user"),
				instant(json, "expires"));
	}

	private static TopicEvent message(JsonNode json) {
		Message payload = json.has("base64") ? Message.binary(Base64.getDecoder().decode(string(json, "base64")))
				: Message.text(string(json, "text"));
		return new TopicEvent.Published(string(json, "position"), string(json, "sender"), string(json, "user"),
				string(json, "time"), payload);
	}

	private static TopicEvent presence(JsonNode json, boolean joined) {
		return new TopicEvent.Presence(joined, string(json, "session"), string(json, "user"),
				json.path("info").isObject() ? json.path("info").toString() : "", json.path("members").asInt(0),
				json.path("others").asInt(0));
	}

	private static TopicEvent left(JsonNode json) {
		return new TopicEvent.Left(string(json, "topic"), string(json, "code"), string(json, "reason"));
	}

	/** What is no time is none: it only tells when to do what is done anyway. */
	private static @Nullable Instant instant(JsonNode json, String member) {
		try {
			return Instant.parse(string(json, member));
		}
		catch (DateTimeException ex) {
			return null;
		}
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

	record Renewed(String id, TopicEvent.Renewed event) implements Incoming {
	}

	record Refusal(String id, TopicEvent.Refused event) implements Incoming {
	}

}
