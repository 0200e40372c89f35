package dev.echocast.engine.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import org.jspecify.annotations.Nullable;

/**
 * How messages look in Redis: a byte that tells text from binary, the sender and the
 * user, each behind its length in a byte, the payload.
 */
final class WireMessage {

	/** Of a sender or a user, in bytes. */
	static final int MAX_NAME = 255;

	private WireMessage() {
	}

	static byte[] write(Message message) {
		byte[] sender = name(message.sender());
		byte[] user = name(message.user());
		byte[] payload = message.payload();
		return ByteBuffer.allocate(3 + sender.length + user.length + payload.length)
			.put((byte) (message.text() ? 't' : 'b'))
			.put((byte) sender.length)
			.put(sender)
			.put((byte) user.length)
			.put(user)
			.put(payload)
			.array();
	}

	private static byte[] name(@Nullable String name) {
		byte[] bytes = (name != null) ? name.getBytes(StandardCharsets.UTF_8) : new byte[0];
		if (bytes.length > MAX_NAME) {
			throw new IllegalArgumentException("a sender or a user is longer than " + MAX_NAME + " bytes");
		}
		return bytes;
	}

	/**
	 * Read what begins at an index and goes to the end.
	 * @param time in milliseconds since the epoch of time
	 */
	static Publication read(String topic, Position position, long time, byte[] bytes, int from) {
		int user = from + 2 + (bytes[from + 1] & 0xff);
		int payload = user + 1 + (bytes[user] & 0xff);
		Message message = new Message(topic, name(bytes, from + 1), name(bytes, user), bytes[from] == 't',
				Arrays.copyOfRange(bytes, payload, bytes.length));
		return new Publication(message, position, Instant.ofEpochMilli(time));
	}

	/**
	 * Read a name whose length is at an index.
	 */
	private static @Nullable String name(byte[] bytes, int at) {
		int length = bytes[at] & 0xff;
		return (length > 0) ? new String(bytes, at + 1, length, StandardCharsets.UTF_8) : null;
	}

}
