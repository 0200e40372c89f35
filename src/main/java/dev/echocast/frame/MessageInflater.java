package dev.echocast.frame;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one peer (RFC 7692, section 7.2.2) while they arrive,
 * never to more than a message may have. The decompressor, some 33 KiB outside the heap,
 * lives from a message's beginning to its end, or as long as the session when the peer
 * refers to earlier messages. Confined to the connection's event loop.
 */
public final class MessageInflater {

	private static final int CHUNK_BYTES = 8 * 1024;

	/** The end of every flushed block, which is not sent. */
	private static final byte[] BLOCK_END = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	/**
	 * The same and an empty final block, which ends the data unless that broke off. With
	 * context it cannot be used, because the data goes on.
	 */
	private static final byte[] MESSAGE_END = { 0, 0, (byte) 0xFF, (byte) 0xFF, 1, 0, 0, (byte) 0xFF, (byte) 0xFF };

	private final boolean keepsContext;

	private @Nullable Inflater inflater;

	/** Whether the message under way has any bytes. */
	private boolean begun;

	public MessageInflater(boolean keepsContext) {
		this.keepsContext = keepsContext;
	}

	/**
	 * Decompress, appending to {@code out}. A message without any bytes, which some
	 * libraries send for an empty one, is empty and touches nothing.
	 * @param limit how many bytes {@code out} may have in the end
	 * @throws ProtocolViolation with 1009 over the limit, 1007 when the data is corrupt
	 * or, without context, breaks off inside a block
	 */
	void inflate(ByteBuf compressed, boolean endsMessage, ByteBuf out, long limit) {
		this.begun |= compressed.isReadable();
		if (this.begun) {
			Inflater inflater = (this.inflater != null) ? this.inflater : new Inflater(true);
			this.inflater = inflater;
			inflate(inflater, compressed.nioBuffer(), out, limit);
			if (endsMessage) {
				this.begun = false;
				end(inflater, out, limit);
			}
		}
	}

	private void end(Inflater inflater, ByteBuf out, long limit) {
		inflate(inflater, ByteBuffer.wrap(this.keepsContext ? BLOCK_END : MESSAGE_END), out, limit);
		if (!this.keepsContext) {
			if (!inflater.finished()) {
				throw corrupt();
			}
			release();
		}
	}

	private static void inflate(Inflater inflater, ByteBuffer input, ByteBuf out, long limit) {
		do {
			if (inflater.finished()) {
				// A final block (section 7.2.3.4): what follows starts afresh.
				inflater.reset();
			}
			inflater.setInput(input);
			expand(inflater, out, limit);
		}
		while (input.hasRemaining());
	}

	/** Takes the input up to its end or that of a final block. */
	private static void expand(Inflater inflater, ByteBuf out, long limit) {
		try {
			int written = 1;
			while (!inflater.finished() && (written > 0 || !inflater.needsInput())) {
				if (!out.isWritable()) {
					out.ensureWritable(CHUNK_BYTES);
				}
				written = inflater.inflate(out.internalNioBuffer(out.writerIndex(), out.writableBytes()));
				out.writerIndex(out.writerIndex() + written);
				if (out.readableBytes() > limit) {
					throw ProtocolViolation.tooBig(limit);
				}
			}
		}
		catch (DataFormatException ex) {
			throw corrupt();
		}
	}

	private static ProtocolViolation corrupt() {
		return new ProtocolViolation(1007, "corrupt compression");
	}

	void release() {
		if (this.inflater != null) {
			this.inflater.end();
			this.inflater = null;
		}
	}

}
