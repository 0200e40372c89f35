package dev.echocast.frame;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Compresses messages (RFC 7692, section 7.2.1), each without the context of others or
 * one after the other. Confined to one thread.
 */
public final class MessageDeflater {

	/** The end of every flushed block, which is not sent. */
	private static final int TAIL_BYTES = 4;

	private static final FastThreadLocal<MessageDeflater> SHARED = new FastThreadLocal<>() {

		@Override
		protected MessageDeflater initialValue() {
			return new MessageDeflater(false);
		}

		@Override
		protected void onRemoval(MessageDeflater deflater) {
			deflater.release();
		}

	};

	private final boolean keepsContext;

	private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

	/**
	 * Create a compressor, some 256 KiB outside the heap.
	 * @param keepsContext whether a message may refer to those before it
	 */
	public MessageDeflater(boolean keepsContext) {
		this.keepsContext = keepsContext;
	}

	/**
	 * The calling thread's, which keeps no context.
	 */
	public static MessageDeflater shared() {
		return SHARED.get();
	}

	/**
	 * Compress the readable bytes, which are borrowed; the result is the caller's.
	 */
	public ByteBuf deflate(ByteBufAllocator allocator, ByteBuf message) {
		if (!message.isReadable()) {
			// Section 7.2.3.6; with context there would be nothing to flush.
			return allocator.directBuffer(1).writeByte(0);
		}
		if (!this.keepsContext) {
			this.deflater.reset();
		}
		this.deflater.setInput(message.nioBuffer());
		ByteBuf out = allocator.directBuffer(message.readableBytes() / 2 + 64);
		int written;
		do {
			out.ensureWritable(64);
			ByteBuffer space = out.internalNioBuffer(out.writerIndex(), out.writableBytes());
			written = this.deflater.deflate(space, Deflater.SYNC_FLUSH);
			out.writerIndex(out.writerIndex() + written);
		}
		while (!out.isWritable() || !this.deflater.needsInput());
		return out.writerIndex(out.writerIndex() - TAIL_BYTES);
	}

	/**
	 * End the compressor, which cannot be used any more.
	 */
	public void release() {
		this.deflater.end();
	}

}
