package dev.echocast.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.echocast.broadcast.BoundedJson;
import dev.echocast.broadcast.JsonPayload;
import dev.echocast.engine.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Turns the body of a publish into a message: {@code text/*} and JSON become text, which
 * WebSocket wants in UTF-8, octets stay binary.
 */
final class PublishRequest {

	/** Few enough not to hold a topic up for long. */
	static final int MAX_BATCH = 1000;

	private static final int MAX_KEY_LENGTH = 255;

	private static final String ACCEPTED = "text/*, application/json, application/*+json, application/octet-stream";

	private PublishRequest() {
	}

	/**
	 * The type of a body that can be a message.
	 * @throws UnacceptableException when no message has it
	 */
	static MediaType type(ServerRequest.Headers headers) {
		MediaType type;
		try {
			type = headers.contentType().orElse(null);
		}
		catch (InvalidMediaTypeException ex) {
			throw new UnacceptableException(HttpStatus.BAD_REQUEST, "Content-Type is malformed");
		}
		if (type == null || !(isBinary(type) || isText(type))) {
			throw new UnacceptableException(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
					"Content-Type must be text/*, JSON or application/octet-stream; curl sends it with"
							+ " -H 'Content-Type: text/plain'",
					Map.of(HttpHeaders.ACCEPT, ACCEPTED, "Accept-Post", ACCEPTED));
		}
		return type;
	}

	private static boolean isBinary(MediaType type) {
		return MediaType.APPLICATION_OCTET_STREAM.equalsTypeAndSubtype(type);
	}

	private static boolean isText(MediaType type) {
		return type.getType().equals("text") || type.getSubtype().equals("json") || type.getSubtype().endsWith("+json");
	}

	/**
	 * Read a body.
	 * @param user who sends it; {@code null} when that is no user
	 * @param type a result of {@link #type}
	 * @throws UnacceptableException when it cannot be a message
	 */
	static Message read(String topic, @Nullable String user, MediaType type, byte[] body) {
		return isBinary(type) ? new Message(topic, null, user, false, body)
				: new Message(topic, null, user, true, utf8(type, body));
	}

	/**
	 * Read a batch: a JSON array of objects that have either {@code text} or
	 * {@code base64}.
	 * @throws UnacceptableException when one of them cannot be a message
	 */
	static List<Message> readBatch(String topic, @Nullable String user, byte[] body) {
		JsonNode array;
		try {
			array = BoundedJson.read(body);
		}
		catch (JacksonException ex) {
			throw new UnacceptableException(HttpStatus.BAD_REQUEST, "The body is " + BoundedJson.fault(ex));
		}
		if (!array.isArray() || array.isEmpty() || array.size() > MAX_BATCH) {
			throw new UnacceptableException(HttpStatus.BAD_REQUEST,
					"The body must be a JSON array of 1 to " + MAX_BATCH + " messages");
		}
		List<Message> batch = new ArrayList<>(array.size());
		array.forEach((message) -> batch.add(message(topic, user, message, batch.size())));
		return batch;
	}

	/**
	 * The key under which a request is published once; {@code null} when it has none.
	 * @throws UnacceptableException when it is unreasonable
	 */
	static @Nullable String key(ServerRequest.Headers headers) {
		String key = headers.firstHeader("Idempotency-Key");
		if (key != null && (key.isEmpty() || key.length() > MAX_KEY_LENGTH)) {
			throw new UnacceptableException(HttpStatus.BAD_REQUEST,
					"Idempotency-Key must have 1 to " + MAX_KEY_LENGTH + " characters");
		}
		return key;
	}

	private static Message message(String topic, @Nullable String user, JsonNode message, int index) {
		try {
			JsonPayload payload = JsonPayload.of(message);
			return new Message(topic, null, user, payload.text(), payload.bytes());
		}
		catch (IllegalArgumentException wrong) {
			throw new UnacceptableException(HttpStatus.BAD_REQUEST,
					"Message " + index + " must have either text or base64, which must be valid");
		}
	}

	private static byte[] utf8(MediaType type, byte[] body) {
		Charset charset = (type.getCharset() != null) ? type.getCharset() : StandardCharsets.UTF_8;
		try {
			CharSequence text = charset.newDecoder().decode(ByteBuffer.wrap(body));
			return charset.equals(StandardCharsets.UTF_8) ? body : text.toString().getBytes(StandardCharsets.UTF_8);
		}
		catch (CharacterCodingException ex) {
			throw new UnacceptableException(HttpStatus.BAD_REQUEST, "The body is not " + charset);
		}
	}

}
