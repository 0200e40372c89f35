package dev.echocast.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.echocast.engine.Message;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Turns the body of a publish into a message: {@code text/*} and JSON become text, which
 * WebSocket wants in UTF-8, octets stay binary.
 */
final class PublishRequest {

	private PublishRequest() {
	}

	/**
	 * Read a body.
	 * @throws UnacceptableException when it cannot be a message
	 */
	static Message read(String topic, Optional<MediaType> contentType, byte[] body) {
		MediaType type = contentType
			.orElseThrow(() -> new UnacceptableException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type is missing"));
		if (MediaType.APPLICATION_OCTET_STREAM.isCompatibleWith(type)) {
			return new Message(topic, null, false, body);
		}
		boolean json = type.getSubtype().equals("json") || type.getSubtype().endsWith("+json");
		if (json || type.getType().equals("text")) {
			return new Message(topic, null, true, utf8(type, body));
		}
		throw new UnacceptableException(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
				"Content-Type must be text/*, JSON or application/octet-stream");
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

	/**
	 * A body that cannot be published.
	 */
	static final class UnacceptableException extends RuntimeException {

		private final HttpStatus status;

		private final String detail;

		UnacceptableException(HttpStatus status, String detail) {
			super(detail, null, false, false);
			this.status = status;
			this.detail = detail;
		}

		HttpStatus status() {
			return this.status;
		}

		String detail() {
			return this.detail;
		}

	}

}
