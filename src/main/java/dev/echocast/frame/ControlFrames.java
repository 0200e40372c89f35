package dev.echocast.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Control frames (RFC 6455, section 5.5), which are short and handed on whole.
 */
public final class ControlFrames {

	/**
	 * Takes control frames.
	 */
	public interface Sink {

		/**
		 * A ping; the payload is borrowed.
		 */
		void ping(ByteBuf payload);

		/**
		 * A pong; the payload is borrowed.
		 */
		void pong(ByteBuf payload);

		/**
		 * The Close frame, after which nothing comes.
		 */
		void peerClosed(CloseFrame close);

	}

	private final ByteBufAllocator allocator;

	private final Sink sink;

	private @Nullable ByteBuf partial;

	ControlFrames(ByteBufAllocator allocator, Sink sink) {
		this.allocator = allocator;
		this.sink = sink;
	}

	void payload(Opcode opcode, ByteBuf bytes, boolean end) {
		if (!end || this.partial != null) {
			this.partial = ((this.partial != null) ? this.partial : this.allocator.buffer(125)).writeBytes(bytes);
		}
		if (!end) {
			return;
		}
		ByteBuf whole = (this.partial != null) ? this.partial : bytes;
		try {
			switch (opcode) {
				case PING -> this.sink.ping(whole);
				case PONG -> this.sink.pong(whole);
				default -> this.sink.peerClosed(CloseFrame.read(whole));
			}
		}
		finally {
			release();
		}
	}

	void release() {
		if (this.partial != null) {
			this.partial.release();
			this.partial = null;
		}
	}

}
