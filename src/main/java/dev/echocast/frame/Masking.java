package dev.echocast.frame;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;

/**
 * Masking of client frames (RFC 6455, section 5.3).
 */
final class Masking {

	private Masking() {
	}

	/**
	 * Mask or unmask bytes in place; the buffer's indexes do not move.
	 * @param key the masking key, its first byte in the highest eight bits
	 * @return the key for the byte that follows, because a frame comes in pieces of any
	 * size
	 */
	static int apply(ByteBuf bytes, int from, int length, int key) {
		ByteBuffer memory = bytes.internalNioBuffer(from, length);
		int index = memory.position();
		int end = index + length;
		long wide = ((long) key << 32) | (key & 0xFFFFFFFFL);
		for (; end - index >= Long.BYTES; index += Long.BYTES) {
			memory.putLong(index, memory.getLong(index) ^ wide);
		}
		int rotated = key;
		for (; index < end; index++) {
			rotated = Integer.rotateLeft(rotated, 8);
			memory.put(index, (byte) (memory.get(index) ^ rotated));
		}
		return rotated;
	}

}
