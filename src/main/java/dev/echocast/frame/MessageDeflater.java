package dev.echocast.frame;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Compresses messages (RFC 7692, section 7.2.1), each without the context of others, with
 * one compressor per thread.
 */
public final class MessageDeflater {

	/** The end of every flushed block, which is not sent. */
	private static final int TAIL_BYTES = 4;

	private static final FastThreadLocal<Deflater> DEFLATER = new FastThreadLocal<>() {

		@Override
		protected Deflater initialValue() {
			return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
		}

		@Override
		protected void onRemoval(Deflater deflater) {
			deflater.end();
		}

	};

	private MessageDeflater() {
	}

	/**
	 * Compress the readable bytes, which are borrowed; the result is the caller's.
	 */
	public static ByteBuf deflate(ByteBufAllocator allocator, ByteBuf message) {
		Deflater deflater = DEFLATER.get();
		deflater.reset();
		deflater.setInput(message.nioBuffer());
		ByteBuf out = allocator.directBuffer(message.readableBytes() / 2 + 64);
		int written;
		do {
			out.ensureWritable(64);
			ByteBuffer space = out.internalNioBuffer(out.writerIndex(), out.writableBytes());
			written = deflater.deflate(space, Deflater.SYNC_FLUSH);
			out.writerIndex(out.writerIndex() + written);
		}
		while (!out.isWritable() || !deflater.needsInput());
		return out.writerIndex(out.writerIndex() - TAIL_BYTES);
	}

}
