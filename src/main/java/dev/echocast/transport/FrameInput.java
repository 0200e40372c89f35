package dev.echocast.transport;

import java.util.function.Consumer;

import dev.echocast.frame.FrameDecoder;
import dev.echocast.frame.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * What the socket brought, parsed as far as it is wanted, and read on when there is none
 * left. Confined to the connection's event loop.
 */
final class FrameInput {

	private final Channel channel;

	private final FrameDecoder decoder;

	private final FrameDecoder.Sink sink;

	private final InboundMessages wanted;

	private final ClosingHandshake closing;

	private final Consumer<CloseStatus> failed;

	/** Bytes read and not yet parsed. */
	private @Nullable ByteBuf bytes;

	private boolean parsing;

	/**
	 * Create the input of a connection.
	 * @param wanted knows whether the handler wants messages
	 * @param failed closes because of what the peer did
	 */
	FrameInput(Channel channel, Codec codec, InboundMessages wanted, ClosingHandshake closing,
			Consumer<CloseStatus> failed) {
		this.channel = channel;
		this.decoder = codec.decoder();
		this.sink = codec.frames();
		this.wanted = wanted;
		this.closing = closing;
		this.failed = failed;
	}

	/**
	 * Whether somebody wants what comes next.
	 */
	boolean isWanted() {
		return this.closing.isOpen() && this.wanted.wantsMore();
	}

	/** In bytes, with what the buffer has room for. */
	int unread() {
		return (this.bytes != null) ? this.bytes.capacity() : 0;
	}

	/**
	 * Take bytes, which are given away.
	 */
	void add(ByteBuf more) {
		if (this.closing.dropsInput()) {
			this.closing.drop(more.readableBytes());
		}
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
	 * Parse what is wanted, and read on when there is none left.
	 */
	void proceed() {
		try {
			parse();
		}
		catch (ProtocolViolation violation) {
			this.failed.accept(new CloseStatus(violation.code(), violation.reason()));
		}
		catch (CloseException refused) {
			this.failed.accept(refused.status());
		}
		if (this.closing.dropsInput() && skipToClose()) {
			this.closing.completed();
		}
		if (this.bytes == null && (isWanted() || this.closing.dropsInput())) {
			this.channel.read();
		}
	}

	/**
	 * A message that is answered at once leads to this call again, from within; then the
	 * loop just goes on.
	 */
	private void parse() {
		if (this.parsing) {
			return;
		}
		this.parsing = true;
		try {
			while (this.bytes != null && isWanted()) {
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
	private boolean skipToClose() {
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

}
