package dev.echocast.frame;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * What a Close frame says (RFC 6455, section 5.5.1).
 *
 * @param code the close code, or {@link CloseCodes#NO_STATUS} for a frame without one
 * @param reason the close reason, possibly empty
 */
public record CloseFrame(int code, String reason) {

	/**
	 * Read a Close frame's payload.
	 * @throws ProtocolViolation with 1002 or 1007 for a payload that RFC 6455 forbids
	 */
	static CloseFrame read(ByteBuf payload) {
		int length = payload.readableBytes();
		if (length == 0) {
			return new CloseFrame(CloseCodes.NO_STATUS, "");
		}
		if (length == 1) {
			throw ProtocolViolation.protocolError("close frame of one byte");
		}
		int code = payload.readUnsignedShort();
		if (!CloseCodes.mayBeSent(code)) {
			throw ProtocolViolation.protocolError("close code that must not be sent");
		}
		Utf8Validator utf8 = new Utf8Validator();
		utf8.validate(payload);
		utf8.complete();
		return new CloseFrame(code, payload.toString(StandardCharsets.UTF_8));
	}

	/**
	 * Append the frame's payload, its reason cut where it does not fit.
	 */
	public void writeTo(ByteBuf out) {
		if (this.code != CloseCodes.NO_STATUS) {
			out.writeShort(this.code).writeBytes(CloseCodes.reasonBytes(this.reason));
		}
	}

}
