package dev.echocast.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Stands for what a publisher has chosen, in 64 hexadecimal digits: takes the same room
 * whatever it stands for, and means nothing where it is written. Two are equal only if
 * what they stand for is (SHA-256).
 */
public final class Fingerprint {

	private Fingerprint() {
	}

	/**
	 * The fingerprint of a text.
	 */
	public static String of(String text) {
		return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * The fingerprint of messages: of their payloads, in their order, and whether each is
	 * text.
	 */
	public static String of(List<Message> batch) {
		MessageDigest digest = sha256();
		for (Message message : batch) {
			// The length keeps apart what is split in another way.
			digest.update(ByteBuffer.allocate(5)
				.put((byte) (message.text() ? 't' : 'b'))
				.putInt(message.payload().length)
				.flip());
			digest.update(message.payload());
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

}
