package dev.echocast.transport;

import io.netty.buffer.ByteBuf;

/**
 * Masking of client frames (RFC 6455, section 5.3).
 */
final class Masking {

	private Masking() {
	}

	/**
	 * Mask or unmask the readable bytes in place; the indexes do not move.
	 * @param key the masking key, its first byte in the highest eight bits
	 * @return the key for the byte that follows, because a frame comes in pieces of any
	 * size
	 */
	static int apply(ByteBuf bytes, int key) {
		int index = bytes.readerIndex();
		int end = bytes.writerIndex();
		long wide = ((long) key << 32) | (key & 0xFFFFFFFFL);
		for (; end - index >= Long.BYTES; index += Long.BYTES) {
			bytes.setLong(index, bytes.getLong(index) ^ wide);
		}
		int rotated = key;
		for (; index < end; index++) {
			rotated = Integer.rotateLeft(rotated, 8);
			bytes.setByte(index, bytes.getByte(index) ^ rotated);
		}
		return rotated;
	}

}
