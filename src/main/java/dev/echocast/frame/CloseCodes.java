package dev.echocast.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The rules of close codes and reasons (RFC 6455, sections 5.5.1, 7.1.5 and 7.4).
 */
public final class CloseCodes {

	/** A control frame's 125 bytes less the two of the code. */
	public static final int MAX_REASON_BYTES = 123;

	/** Stands for a Close frame without a code; never on the wire. */
	public static final int NO_STATUS = 1005;

	private CloseCodes() {
	}

	/**
	 * Whether a peer may put the code into a Close frame: 1004 is reserved, 1005, 1006
	 * and 1015 exist only in APIs, 1016-2999 are unassigned, 3000-4999 are the
	 * applications'.
	 */
	public static boolean mayBeSent(int code) {
		return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
	}

	/**
	 * The reason in UTF-8, cut on a character so that it fits a control frame.
	 */
	public static byte[] reasonBytes(String reason) {
		byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
		if (bytes.length <= MAX_REASON_BYTES) {
			return bytes;
		}
		int end = MAX_REASON_BYTES;
		while ((bytes[end] & 0xC0) == 0x80) {
			end--;
		}
		return Arrays.copyOf(bytes, end);
	}

}
