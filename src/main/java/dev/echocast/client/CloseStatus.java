package dev.echocast.client;

import java.nio.charset.StandardCharsets;

import dev.echocast.frame.CloseCodes;

/**
 * A close code with its reason (RFC 6455 section 7.4). {@link #NO_STATUS} and
 * {@link #ABNORMAL} are never on the wire: they stand for a close frame without a code
 * and for a connection that ended without one.
 *
 * @param code the close code
 * @param reason the close reason, possibly empty
 */
public record CloseStatus(int code, String reason) {

	/** A close frame has room for 125 bytes, two of which hold the code. */
	public static final int MAX_REASON_BYTES = CloseCodes.MAX_REASON_BYTES;

	public static final CloseStatus NORMAL = new CloseStatus(1000, "");

	public static final CloseStatus GOING_AWAY = new CloseStatus(1001, "");

	public static final CloseStatus NO_STATUS = new CloseStatus(1005, "");

	public static final CloseStatus ABNORMAL = new CloseStatus(1006, "");

	/**
	 * Whether an endpoint may put the code into a close frame: those registered for the
	 * wire, and 3000 to 4999 for libraries and applications.
	 */
	public static boolean allowed(int code) {
		return CloseCodes.mayBeSent(code);
	}

	/**
	 * The name of the code in the IANA registry, or the name of its range.
	 */
	public static String name(int code) {
		return switch (code) {
			case 1000 -> "Normal Closure";
			case 1001 -> "Going Away";
			case 1002 -> "Protocol error";
			case 1003 -> "Unsupported Data";
			case 1005 -> "No Status Rcvd";
			case 1006 -> "Abnormal Closure";
			case 1007 -> "Invalid frame payload data";
			case 1008 -> "Policy Violation";
			case 1009 -> "Message Too Big";
			case 1010 -> "Mandatory Ext.";
			case 1011 -> "Internal Error";
			case 1012 -> "Service Restart";
			case 1013 -> "Try Again Later";
			case 1014 -> "Bad Gateway";
			case 1015 -> "TLS handshake";
			case 3000 -> "Unauthorized";
			case 3003 -> "Forbidden";
			default -> (code < 3000 || code > 4999) ? "Reserved" : (code < 4000) ? "Registered" : "Private Use";
		};
	}

	/**
	 * Cuts a reason to what fits a close frame, never inside a character.
	 */
	public static String fit(String reason) {
		return new String(CloseCodes.reasonBytes(reason), StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.code + " (" + name(this.code) + ")" + (this.reason.isEmpty() ? "" : ": " + this.reason);
	}

}
