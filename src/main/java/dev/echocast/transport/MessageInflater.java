package dev.echocast.transport;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one peer (RFC 7692, section 7.2.2) while they arrive,
 * never to more than a message may have. The decompressor, some 40 KiB outside the heap,
 * lives from a message's beginning to its end, or as long as the session when the peer
 * refers to earlier messages. Confined to the connection's event loop.
 */
final class MessageInflater {

	private static final int CHUNK_BYTES = 8 * 1024;

	private final boolean keepsContext;

	private @Nullable Inflater inflater;

	MessageInflater(boolean keepsContext) {
		this.keepsContext = keepsContext;
	}

	/**
	 * Decompress, appending to {@code out}.
	 * @param limit how many bytes {@code out} may have in the end
	 * @throws CloseException with 1009 over the limit, 1007 when the data is corrupt
	 */
	void inflate(ByteBuf compressed, boolean endsMessage, ByteBuf out, long limit) {
		Inflater inflater = (this.inflater != null) ? this.inflater : new Inflater(true);
		this.inflater = inflater;
		inflate(inflater, compressed.nioBuffer(), out, limit);
		if (endsMessage) {
			// The end of the block, which is not sent.
			inflate(inflater, ByteBuffer.wrap(new byte[] { 0, 0, (byte) 0xFF, (byte) 0xFF }), out, limit);
			if (!this.keepsContext) {
				release();
			}
		}
	}

	private static void inflate(Inflater inflater, ByteBuffer input, ByteBuf out, long limit) {
		inflater.setInput(input);
		try {
			while (!inflater.finished()) {
				if (!out.isWritable()) {
					out.ensureWritable(CHUNK_BYTES);
				}
				ByteBuffer space = out.internalNioBuffer(out.writerIndex(), out.writableBytes());
				int written = inflater.inflate(space);
				out.writerIndex(out.writerIndex() + written);
				if (out.readableBytes() > limit) {
					throw FrameDecoder.tooBig(limit);
				}
				if (written == 0 && inflater.needsInput()) {
					return;
				}
				if (inflater.needsDictionary()) {
					throw corrupt();
				}
			}
			// A final block (section 7.2.3.4): what follows starts afresh.
			inflater.reset();
		}
		catch (DataFormatException ex) {
			throw corrupt();
		}
	}

	private static CloseException corrupt() {
		return new CloseException(new org.springframework.web.reactive.socket.CloseStatus(1007, "corrupt compression"));
	}

	void release() {
		if (this.inflater != null) {
			this.inflater.end();
			this.inflater = null;
		}
	}

}
