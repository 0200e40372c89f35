package dev.echocast.transport;

import dev.echocast.frame.FrameDecoder;
import dev.echocast.frame.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What the socket brought, parsed as far as it is wanted. Confined to the connection's
 * event loop.
 */
final class FrameInput {

	private final Channel channel;

	private final FrameDecoder decoder;

	private final FrameDecoder.Sink sink;

	/** Bytes read and not yet parsed. */
	private @Nullable ByteBuf bytes;

	private boolean parsing;

	FrameInput(Channel channel, FrameDecoder decoder, FrameDecoder.Sink sink) {
		this.channel = channel;
		this.decoder = decoder;
		this.sink = sink;
	}

	boolean isEmpty() {
		return this.bytes == null;
	}

	/** In bytes, with what the buffer has room for. */
	int unread() {
		return (this.bytes != null) ? this.bytes.capacity() : 0;
	}

	/**
	 * Take bytes, which are given away.
	 */
	void add(ByteBuf more) {
		if (this.bytes == null && more.nioBufferCount() == 1) {
			this.bytes = more;
			return;
		}
		int size = more.readableBytes() + ((this.bytes != null) ? this.bytes.readableBytes() : 0);
		ByteBuf joined = this.channel.alloc().buffer(size);
		if (this.bytes != null) {
			joined.writeBytes(this.bytes);
			this.bytes.release();
		}
		this.bytes = joined.writeBytes(more);
		more.release();
	}

	/**
	 * Parse while the demand holds. A message that is answered at once leads to this call
	 * again, from within; then the loop just goes on.
	 * @throws ProtocolViolation when the bytes break the protocol
	 */
	void parse(Demand demand) {
		if (this.parsing) {
			return;
		}
		this.parsing = true;
		try {
			while (this.bytes != null && demand.wantsInput()) {
				if (!this.decoder.decode(this.bytes, this.sink)) {
					release();
				}
			}
		}
		finally {
			this.parsing = false;
		}
	}

	/**
	 * Drop everything up to the end of a Close frame.
	 * @return whether there has been one
	 */
	boolean skipToClose() {
		if (this.parsing || this.bytes == null) {
			return false;
		}
		boolean found = this.decoder.skipToClose(this.bytes);
		release();
		return found;
	}

	void release() {
		if (this.bytes != null) {
			this.bytes.release();
			this.bytes = null;
		}
	}

	/**
	 * Whether somebody wants what comes next.
	 */
	@FunctionalInterface
	interface Demand {

		boolean wantsInput();

	}

}
