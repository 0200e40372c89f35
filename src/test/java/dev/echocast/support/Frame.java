package dev.echocast.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame as tests write and read it, valid or not.
 */
public record Frame(int firstByte, byte[] payload) {

	public static Frame text(String text) {
		return new Frame(0x81, text.getBytes(StandardCharsets.UTF_8));
	}

	public static Frame binary(byte... payload) {
		return new Frame(0x82, payload);
	}

	public static Frame ping(String payload) {
		return new Frame(0x89, payload.getBytes(StandardCharsets.UTF_8));
	}

	public static Frame pong(String payload) {
		return new Frame(0x8A, payload.getBytes(StandardCharsets.UTF_8));
	}

	public static Frame close(int code, String reason) {
		byte[] text = reason.getBytes(StandardCharsets.UTF_8);
		return new Frame(0x88, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
	}

	public static Frame close() {
		return new Frame(0x88, new byte[0]);
	}

	/** The same frame with FIN cleared. */
	public Frame notFinal() {
		return new Frame(this.firstByte & 0x7F, this.payload);
	}

	/** A continuation with the same payload. */
	public Frame continuation() {
		return new Frame(this.firstByte & 0xF0, this.payload);
	}

	public Frame withFirstByte(int firstByte) {
		return new Frame(firstByte, this.payload);
	}

	/** As a client sends it. */
	public byte[] masked() {
		byte[] key = { 0x37, (byte) 0xfa, 0x21, 0x3d };
		byte[] masked = this.payload.clone();
		for (int i = 0; i < masked.length; i++) {
			masked[i] ^= key[i % 4];
		}
		return bytes(0x80, key, masked);
	}

	/** As a server sends it. */
	public byte[] unmasked() {
		return bytes(0, new byte[0], this.payload);
	}

	private byte[] bytes(int maskBit, byte[] key, byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(this.firstByte);
		if (payload.length <= 125) {
			out.write(maskBit | payload.length);
		}
		else if (payload.length <= 0xFFFF) {
			out.write(maskBit | 126);
			out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
		}
		else {
			out.write(maskBit | 127);
			out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
		}
		out.writeBytes(key);
		out.writeBytes(payload);
		return out.toByteArray();
	}

	/** Read a server's frame. */
	static Frame read(DataInputStream in) throws IOException {
		int first = in.readUnsignedByte();
		int second = in.readUnsignedByte();
		long length = second;
		if (second == 126) {
			length = in.readUnsignedShort();
		}
		else if (second == 127) {
			length = in.readLong();
		}
		return new Frame(first, in.readNBytes((int) length));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Frame frame && this.firstByte == frame.firstByte
				&& Arrays.equals(this.payload, frame.payload);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.payload) + this.firstByte;
	}

	@Override
	public String toString() {
		String content = (this.payload.length <= 64) ? new String(this.payload, StandardCharsets.ISO_8859_1) : "...";
		return "Frame[%02x, %d bytes: %s]".formatted(this.firstByte, this.payload.length, content);
	}

}
