package dev.echocast.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the peer's latest ping, while it cannot be sent. Only that one needs an
 * answer (RFC 6455, section 5.5.3), so a flood costs one buffer. Confined to one thread.
 */
public final class LatestPong {

	/** What a peer may ask while it does not take answers; far beyond any honest use. */
	private static final int MAX_UNANSWERED = 1000;

	private @Nullable ByteBuf payload;

	private int unanswered;

	/**
	 * Keep the answer to a ping, whose payload is borrowed, instead of any earlier one.
	 * @throws ProtocolViolation with 1008 when the peer asks on and on without taking
	 * answers
	 */
	public void keep(ByteBuf ping) {
		if (++this.unanswered > MAX_UNANSWERED) {
			throw new ProtocolViolation(1008, "ping flood");
		}
		drop();
		this.payload = ping.copy();
	}

	/**
	 * The payload of what is to be sent now, which is the caller's, or null when nothing
	 * is.
	 */
	public @Nullable ByteBuf take() {
		ByteBuf taken = this.payload;
		this.payload = null;
		this.unanswered = 0;
		return taken;
	}

	/**
	 * Give back what will not be sent, because a later answer is or none can be any more.
	 */
	public void release() {
		drop();
		this.unanswered = 0;
	}

	private void drop() {
		if (this.payload != null) {
			this.payload.release();
			this.payload = null;
		}
	}

}
