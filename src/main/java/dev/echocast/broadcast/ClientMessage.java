package dev.echocast.broadcast;

import java.util.Base64;

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
	 * @param text whether the payload is text
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	record Publish(@Nullable String id, boolean text, byte[] payload) implements ClientMessage {

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
		if (!json.path("type").asString("").equals("publish")) {
			return new Malformed(known, "unknown-type", "type must be publish");
		}
		return payload(json, known);
	}

	private static ClientMessage payload(JsonNode json, @Nullable String id) {
		JsonNode text = json.path("text");
		JsonNode base64 = json.path("base64");
		if (text.isString() && base64.isMissingNode()) {
			try {
				return new Publish(id, true, JsonText.utf8(text.asString()));
			}
			catch (IllegalArgumentException ex) {
				return new Malformed(id, "malformed", String.valueOf(ex.getMessage()));
			}
		}
		if (base64.isString() && text.isMissingNode()) {
			try {
				return new Publish(id, false, Base64.getDecoder().decode(base64.asString()));
			}
			catch (IllegalArgumentException ex) {
				return new Malformed(id, "malformed", "base64 is not base64");
			}
		}
		return new Malformed(id, "malformed", "either text or base64 must be there, as a string");
	}

}
