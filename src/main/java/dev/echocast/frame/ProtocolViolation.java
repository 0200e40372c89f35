package dev.echocast.frame;

/**
 * The peer broke the protocol, and the connection fails with this code and reason (RFC
 * 6455, section 7.1.7). It has no stack trace, because hostile peers cause it at will.
 */
public final class ProtocolViolation extends RuntimeException {

	private final int code;

	private final String reason;

	ProtocolViolation(int code, String reason) {
		super(code + " " + reason, null, false, false);
		this.code = code;
		this.reason = reason;
	}

	static ProtocolViolation protocolError(String reason) {
		return new ProtocolViolation(1002, reason);
	}

	/**
	 * A message is over the limit, wherever that is noticed.
	 */
	static ProtocolViolation tooBig(long limit) {
		return new ProtocolViolation(1009, "message over " + limit + " bytes");
	}

	public int code() {
		return this.code;
	}

	public String reason() {
		return this.reason;
	}

}
