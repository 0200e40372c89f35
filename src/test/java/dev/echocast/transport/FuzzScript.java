package dev.echocast.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

import dev.echocast.support.Frame;

/**
 * What a random peer says: valid messages and control frames, as long as nothing is
 * spoilt.
 */
final class FuzzScript {

	private static final int RSV1 = 0x40;

	private static final int[] FIRST_BYTES = { 0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0x83, 0x88, 0x89, 0x8A, 0x8B, 0x09,
			0xC0, 0xC1, 0xC2, 0xC9, 0x41, 0xA1, 0x91 };

	private static final int[] CLOSE_CODES = { 0, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1007, 1011, 1014, 1015, 1016,
			2999, 3000, 4999, 5000, 65_535 };

	private final Random random;

	private final int limit;

	/** Whether permessage-deflate was negotiated, and with the context kept. */
	private final boolean compression;

	private final boolean context;

	private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

	private final List<Frame> frames = new ArrayList<>();

	private final List<Frame> messages = new ArrayList<>();

	private FuzzScript(Random random, int limit, boolean compression, boolean context) {
		this.random = random;
		this.limit = limit;
		this.compression = compression;
		this.context = context;
	}

	/**
	 * Invent what a peer says, without an error.
	 * @param limit the most bytes of a message
	 */
	static FuzzScript create(Random random, int limit, boolean compression, boolean context) {
		FuzzScript script = new FuzzScript(random, limit, compression, context);
		for (int i = random.nextInt(8); i >= 0; i--) {
			script.message();
		}
		script.deflater.end();
		return script;
	}

	/** The messages that must come back when nothing is spoilt. */
	List<Frame> messages() {
		return this.messages;
	}

	byte[] wire() {
		ByteArrayOutputStream wire = new ByteArrayOutputStream();
		this.frames.forEach((frame) -> wire.writeBytes(frame.masked()));
		return wire.toByteArray();
	}

	/** The same with errors in it, of frames or of bytes. */
	byte[] spoiltWire() {
		for (int i = this.random.nextInt(3); i > 0; i--) {
			spoilFrames();
		}
		byte[] wire = wire();
		for (int i = this.random.nextInt(3); i > 0 && wire.length > 0; i--) {
			wire = spoilBytes(wire);
		}
		return wire;
	}

	private void message() {
		boolean text = this.random.nextBoolean();
		byte[] payload = text ? text() : bytes(length());
		this.messages.add(new Frame(text ? 0x81 : 0x82, payload));
		boolean compressed = this.compression && this.random.nextBoolean();
		byte[] sent = compressed ? deflate(payload) : payload;
		int type = (text ? 0x01 : 0x02) | (compressed ? RSV1 : 0);
		int from = 0;
		while (this.random.nextInt(3) == 0) {
			int to = from + this.random.nextInt(sent.length - from + 1);
			this.frames.add(new Frame(type, Arrays.copyOfRange(sent, from, to)));
			from = to;
			type = 0;
			controlFrames();
		}
		this.frames.add(new Frame(0x80 | type, Arrays.copyOfRange(sent, from, sent.length)));
		controlFrames();
	}

	private void controlFrames() {
		while (this.random.nextInt(4) == 0) {
			this.frames.add(new Frame(this.random.nextBoolean() ? 0x89 : 0x8A, bytes(this.random.nextInt(126))));
		}
	}

	/** Half as much as the limit at most, because compression can make it longer. */
	private int length() {
		int[] lengths = { 0, 1, 125, 126, 127, 0xFFFF, 0x10000, this.random.nextInt(0x20000), this.random.nextInt(1000),
				this.random.nextInt(100) };
		return Math.min(lengths[this.random.nextInt(lengths.length)], this.limit / 2);
	}

	private byte[] text() {
		StringBuilder text = new StringBuilder();
		int[] bounds = { 0x80, 0x800, 0xD800, 0x110000 };
		// Four bytes a character are the most.
		for (int i = length() / 4; i > 0; i--) {
			int character = this.random.nextInt(bounds[this.random.nextInt(bounds.length)]);
			text.appendCodePoint((character >= 0xD800 && character < 0xE000) ? '?' : character);
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		if (this.random.nextBoolean()) {
			this.random.nextBytes(bytes);
		}
		return bytes;
	}

	private byte[] deflate(byte[] payload) {
		if (payload.length == 0) {
			// RFC 7692, section 7.2.3.6; the compressor has nothing to flush. Some send
			// nothing instead.
			return new byte[this.random.nextInt(2)];
		}
		if (!this.context) {
			this.deflater.reset();
		}
		this.deflater.setInput(payload);
		byte[] out = new byte[payload.length * 2 + 1000];
		int length = this.deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
		return Arrays.copyOf(out, Math.max(0, length - 4));
	}

	private void spoilFrames() {
		int at = this.random.nextInt(this.frames.size() + 1);
		boolean last = at == this.frames.size();
		switch (last ? 0 : this.random.nextInt(6)) {
			case 0 -> this.frames.add(at, anyFrame());
			case 5 -> this.frames.addAll(at, emptyFragments());
			case 1 -> this.frames.add(at, this.frames.get(this.random.nextInt(this.frames.size())));
			case 2 -> this.frames.set(at, anyFrame());
			case 3 -> this.frames.set(at, this.frames.get(at).withFirstByte(anyFirstByte()));
			default -> this.frames.subList(at, this.frames.size() - 1).clear();
		}
	}

	private static List<Frame> emptyFragments() {
		List<Frame> fragments = new ArrayList<>(Collections.nCopies(300, Frame.binary().notFinal().continuation()));
		fragments.set(0, Frame.binary().notFinal());
		return fragments;
	}

	private Frame anyFrame() {
		return switch (this.random.nextInt(5)) {
			case 0 -> Frame.close(CLOSE_CODES[this.random.nextInt(CLOSE_CODES.length)], "bye");
			case 1 -> Frame.binary(new byte[this.limit + this.random.nextInt(3) - 1]);
			case 2 -> new Frame(0x88, bytes(this.random.nextInt(130)));
			case 3 -> bomb();
			default -> new Frame(anyFirstByte(), bytes(this.random.nextInt(300)));
		};
	}

	/** Without compression just a reserved bit. */
	private Frame bomb() {
		Deflater compressor = new Deflater(Deflater.BEST_COMPRESSION, true);
		compressor.setInput(new byte[this.limit * this.random.nextInt(40)]);
		byte[] out = new byte[this.limit];
		int length = compressor.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
		compressor.end();
		return new Frame(0xC2, Arrays.copyOf(out, Math.max(0, length - 4)));
	}

	private int anyFirstByte() {
		return FIRST_BYTES[this.random.nextInt(FIRST_BYTES.length)];
	}

	private byte[] spoilBytes(byte[] wire) {
		int at = this.random.nextInt(this.random.nextBoolean() ? wire.length : Math.min(wire.length, 16));
		int length = Math.min(this.random.nextInt(20), wire.length - at);
		switch (this.random.nextInt(4)) {
			case 0 -> wire[at] ^= (byte) (1 << this.random.nextInt(8));
			case 1 -> wire[at] = (byte) this.random.nextInt();
			case 2 -> System.arraycopy(wire, this.random.nextInt(wire.length - length + 1), wire, at, length);
			default -> {
				return Arrays.copyOf(wire, at);
			}
		}
		return wire;
	}

}
