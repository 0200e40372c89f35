package dev.echocast.transport;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * What a frame carries (RFC 6455, section 5.2).
 */
enum Opcode {

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
			throw CloseException.protocolError("reserved opcode");
		}
		return opcode;
	}

	static Opcode of(WebSocketMessage.Type type) {
		return switch (type) {
			case TEXT -> TEXT;
			case BINARY -> BINARY;
			case PING -> PING;
			case PONG -> PONG;
		};
	}

	int code() {
		return this.code;
	}

	boolean isControl() {
		return this.code >= 0x8;
	}

}
