package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;

/**
 * How messages look in Redis: a byte that tells text from binary, the sender and its
 * length in a byte, the payload.
 */
final class WireMessage {

	private static final int MAX_SENDER = 255;

	private WireMessage() {
	}

	static byte[] write(Message message) {
		byte[] sender = (message.sender() != null) ? message.sender().getBytes(StandardCharsets.UTF_8) : new byte[0];
		if (sender.length > MAX_SENDER) {
			throw new IllegalArgumentException("a sender is longer than " + MAX_SENDER + " bytes");
		}
		byte[] payload = message.payload();
		byte[] bytes = new byte[2 + sender.length + payload.length];
		bytes[0] = (byte) (message.text() ? 't' : 'b');
		bytes[1] = (byte) sender.length;
		System.arraycopy(sender, 0, bytes, 2, sender.length);
		System.arraycopy(payload, 0, bytes, 2 + sender.length, payload.length);
		return bytes;
	}

	/**
	 * Read what begins at an index and goes to the end.
	 * @param time in milliseconds since the epoch of time
	 */
	static Publication read(String topic, Position position, long time, byte[] bytes, int from) {
		int senderLength = bytes[from + 1] & 0xff;
		int payload = from + 2 + senderLength;
		String sender = (senderLength > 0) ? new String(bytes, from + 2, senderLength, StandardCharsets.UTF_8) : null;
		Message message = new Message(topic, sender, bytes[from] == 't',
				Arrays.copyOfRange(bytes, payload, bytes.length));
		return new Publication(message, position, Instant.ofEpochMilli(time));
	}

}
