package dev.echocast.frame;

import io.netty.buffer.ByteBuf;

/**
 * The header of a frame that a server sends (RFC 6455, section 5.2), which has no masking
 * key.
 */
public final class FrameHeader {

	public static final int FIN = 0x80;

	public static final int RSV1 = 0x40;

	/** Two bytes and a length of eight. */
	public static final int MAX_BYTES = 10;

	private FrameHeader() {
	}

	/**
	 * Append a header.
	 * @param firstByte {@link #FIN}, {@link #RSV1} and the opcode
	 * @param length the payload length in bytes
	 */
	public static void write(ByteBuf out, int firstByte, long length) {
		out.writeByte(firstByte);
		if (length <= 125) {
			out.writeByte((int) length);
		}
		else if (length <= 0xFFFF) {
			out.writeByte(126).writeShort((int) length);
		}
		else {
			out.writeByte(127).writeLong(length);
		}
	}

}
