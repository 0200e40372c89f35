package dev.echocast.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * permessage-deflate's transformation of payloads (RFC 7692 section 7.2). Output comes in
 * pieces, so that the receiver can stop a bomb after the first one too many.
 */
final class Compression {

	/** Ends every message and is left out on the wire. */
	private static final byte[] TAIL = { 0, 0, (byte) 0xff, (byte) 0xff };

	private static final int PIECE = 8192;

	private final Deflate agreed;

	private final Inflater inflater = new Inflater(true);

	private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

	/** Whether the message under way has any bytes; one without is empty as it is. */
	private boolean begun;

	Compression(Deflate agreed) {
		this.agreed = agreed;
	}

	byte[] compress(byte[] payload) {
		if (payload.length == 0) {
			// RFC 7692 section 7.2.3.6; the deflater would have nothing to flush.
			return new byte[1];
		}
		this.deflater.setInput(payload);
		ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length / 2 + 16);
		byte[] piece = new byte[PIECE];
		int length;
		while ((length = this.deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH)) > 0) {
			out.write(piece, 0, length);
		}
		if (!this.agreed.keepOurs()) {
			this.deflater.reset();
		}
		return Arrays.copyOf(out.toByteArray(), out.size() - TAIL.length);
	}

	/**
	 * @param last whether this was the message's last fragment
	 */
	void decompress(ByteBuffer payload, boolean last, Consumer<ByteBuffer> output) throws DataFormatException {
		this.begun |= payload.hasRemaining();
		if (!this.begun) {
			return;
		}
		inflate(payload, output);
		if (last) {
			this.begun = false;
			inflate(ByteBuffer.wrap(TAIL), output);
			if (!this.agreed.keepTheirs()) {
				this.inflater.reset();
			}
		}
	}

	private void inflate(ByteBuffer payload, Consumer<ByteBuffer> output) throws DataFormatException {
		this.inflater.setInput(payload);
		byte[] piece = new byte[PIECE];
		int length;
		while ((length = this.inflater.inflate(piece)) > 0) {
			output.accept(ByteBuffer.wrap(piece, 0, length));
		}
		if (this.inflater.finished()) {
			// A final block ends its stream; the next message starts another one.
			this.inflater.reset();
		}
	}

	void end() {
		this.inflater.end();
		this.deflater.end();
	}

}
