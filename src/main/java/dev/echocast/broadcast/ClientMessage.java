package dev.echocast.broadcast;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a peer says in {@code echocast.v1.json}.
 */
sealed interface ClientMessage {

	/** An id comes back in the answer, which must not be a way to send large ones. */
	int MAX_ID_LENGTH = 128;

	/** What stands for a binary message. */
	Malformed BINARY = new Malformed(null, "malformed", "messages must be text");

	/**
	 * Something to publish.
	 *
	 * @param id comes back with the answer; without one there is none
	 */
	record Publish(@Nullable String id, JsonPayload payload) implements ClientMessage {

	}

	/**
	 * Another token, before the one that the session has ends.
	 *
	 * @param id comes back with the answer; without one there is none
	 */
	record Token(@Nullable String id, String token) implements ClientMessage {

		@Override
		public String toString() {
			return "Token[id=" + this.id + "]";
		}

	}

	/**
	 * Anything else.
	 *
	 * @param code a constant for programs
	 * @param reason one line for people
	 */
	record Malformed(@Nullable String id, String code, String reason) implements ClientMessage {

	}

	/**
	 * Read a message; never fails.
	 */
	static ClientMessage parse(byte[] message) {
		JsonNode json;
		try {
			json = BoundedJson.read(message);
		}
		catch (JacksonException ex) {
			return new Malformed(null, "malformed", BoundedJson.fault(ex));
		}
		if (!json.isObject()) {
			return new Malformed(null, "malformed", "not a JSON object");
		}
		JsonNode id = json.path("id");
		if (!id.isMissingNode() && (!id.isString() || id.asString().length() > MAX_ID_LENGTH)) {
			return new Malformed(null, "malformed", "id must be a string of at most " + MAX_ID_LENGTH + " characters");
		}
		String known = id.isString() ? id.asString() : null;
		return switch (json.path("type").asString("")) {
			case "publish" -> payload(json, known);
			case "token" -> token(json.path("token"), known);
			default -> new Malformed(known, "unknown-type", "type must be publish or token");
		};
	}

	private static ClientMessage token(JsonNode token, @Nullable String id) {
		return token.isString() ? new Token(id, token.asString())
				: new Malformed(id, "malformed", "token must be a string");
	}

	private static ClientMessage payload(JsonNode json, @Nullable String id) {
		try {
			return new Publish(id, JsonPayload.of(json));
		}
		catch (IllegalArgumentException wrong) {
			return new Malformed(id, "malformed", String.valueOf(wrong.getMessage()));
		}
	}

}
