package dev.echocast.broadcast;

import java.util.Base64;

import tools.jackson.databind.JsonNode;

/**
 * The payload of a message that came as JSON: either {@code text} or {@code base64}.
 *
 * @param text whether it is text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JsonPayload(boolean text, byte[] bytes) {

	/**
	 * Read it from the object that has it.
	 * @throws IllegalArgumentException when it is not there, or is not what it says; the
	 * message has none of it
	 */
	public static JsonPayload of(JsonNode json) {
		JsonNode text = json.path("text");
		JsonNode base64 = json.path("base64");
		if (text.isString() && base64.isMissingNode()) {
			return new JsonPayload(true, JsonText.utf8(text.asString()));
		}
		if (base64.isString() && text.isMissingNode()) {
			return new JsonPayload(false, decode(base64.asString()));
		}
		throw new IllegalArgumentException("either text or base64 must be there, as a string");
	}

	private static byte[] decode(String base64) {
		try {
			return Base64.getDecoder().decode(base64);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("base64 is not base64", ex);
		}
	}

}
