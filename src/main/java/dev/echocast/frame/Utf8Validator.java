package dev.echocast.frame;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;

/**
 * Checks that the bytes of a text message are UTF-8 (RFC 3629) while they arrive: it
 * fails at the first byte that no valid text can contain, also inside an unfinished
 * frame.
 */
final class Utf8Validator {

	private static final long NON_ASCII = 0x8080808080808080L;

	/** Continuation bytes still due. */
	private int due;

	/**
	 * The range allowed for the next continuation byte; narrower after some first bytes.
	 */
	private int low = 0x80;

	private int high = 0xBF;

	/**
	 * Check the readable bytes of the buffer; its indexes do not move.
	 * @throws ProtocolViolation with 1007 at the first wrong byte
	 */
	void validate(ByteBuf bytes) {
		if (!bytes.isReadable()) {
			return;
		}
		ByteBuffer memory = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
		int index = memory.position();
		int end = memory.limit();
		while (index < end) {
			if (this.due == 0) {
				index = skipAscii(memory, index, end);
				if (index == end) {
					return;
				}
			}
			next(memory.get(index++) & 0xFF);
		}
	}

	/**
	 * Declare the end of the message.
	 * @throws ProtocolViolation with 1007 when a character is incomplete
	 */
	void complete() {
		if (this.due > 0) {
			throw invalid();
		}
	}

	private static int skipAscii(ByteBuffer bytes, int from, int end) {
		int index = from;
		// Four at once: the loop costs more than what it loads.
		while (end - index >= 4 * Long.BYTES && ((bytes.getLong(index) | bytes.getLong(index + 8)
				| bytes.getLong(index + 16) | bytes.getLong(index + 24)) & NON_ASCII) == 0) {
			index += 4 * Long.BYTES;
		}
		while (end - index >= Long.BYTES && (bytes.getLong(index) & NON_ASCII) == 0) {
			index += Long.BYTES;
		}
		while (index < end && bytes.get(index) >= 0) {
			index++;
		}
		return index;
	}

	private void next(int value) {
		if (this.due > 0) {
			if (value < this.low || value > this.high) {
				throw invalid();
			}
			this.due--;
			range(0x80, 0xBF);
		}
		else if (value >= 0xC2 && value <= 0xDF) {
			this.due = 1;
		}
		else if (value >= 0xE0 && value <= 0xEF) {
			this.due = 2;
			// E0 must not encode what two bytes can, ED must not encode a surrogate.
			range((value == 0xE0) ? 0xA0 : 0x80, (value == 0xED) ? 0x9F : 0xBF);
		}
		else if (value >= 0xF0 && value <= 0xF4) {
			this.due = 3;
			// F0 must not encode what three bytes can, F4 ends at U+10FFFF.
			range((value == 0xF0) ? 0x90 : 0x80, (value == 0xF4) ? 0x8F : 0xBF);
		}
		else {
			throw invalid();
		}
	}

	private void range(int low, int high) {
		this.low = low;
		this.high = high;
	}

	private static ProtocolViolation invalid() {
		return new ProtocolViolation(1007, "text is not UTF-8");
	}

}
