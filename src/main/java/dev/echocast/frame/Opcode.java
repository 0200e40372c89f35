package dev.echocast.frame;

import org.jspecify.annotations.Nullable;

/**
 * What a frame carries (RFC 6455, section 5.2).
 */
public enum Opcode {

	CONTINUATION(0x0), TEXT(0x1), BINARY(0x2), CLOSE(0x8), PING(0x9), PONG(0xA);

	private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[16];

	static {
		for (Opcode opcode : values()) {
			BY_CODE[opcode.code] = opcode;
		}
	}

	private final int code;

	Opcode(int code) {
		this.code = code;
	}

	static Opcode of(int code) {
		Opcode opcode = BY_CODE[code];
		if (opcode == null) {
			throw ProtocolViolation.protocolError("reserved opcode");
		}
		return opcode;
	}

	public int code() {
		return this.code;
	}

	public boolean isControl() {
		return this.code >= 0x8;
	}

}
