package dev.echocast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Pings and pongs of one connection (RFC 6455, sections 5.5.2 and 5.5.3), both ways.
 * Confined to the connection's event loop.
 */
final class Pings {

	/** What a peer may ask while it does not take answers; far beyond any honest use. */
	private static final int MAX_UNANSWERED = 1000;

	private final Channel channel;

	private final FrameWriter writer;

	/** The answer to the latest ping, while the channel takes nothing. */
	private @Nullable ByteBuf pong;

	private int unanswered;

	/** When our ping left, or 0 when none is under way. */
	private long sent;

	Pings(Channel channel, FrameWriter writer) {
		this.channel = channel;
		this.writer = writer;
	}

	/**
	 * Answer the peer's ping, whose payload is borrowed. Only the latest needs an answer,
	 * so a flood costs one buffer.
	 * @throws CloseException with 1008 when the peer asks on and on without taking
	 * answers
	 */
	void received(ByteBuf payload) {
		if (this.channel.isWritable() && !this.writer.isFrameOpen()) {
			this.unanswered = 0;
			this.writer.write(Opcode.PONG, payload.retainedSlice());
			return;
		}
		if (++this.unanswered > MAX_UNANSWERED) {
			throw new CloseException(new CloseStatus(1008, "ping flood"));
		}
		release();
		this.pong = payload.copy();
	}

	/**
	 * The channel takes something again.
	 */
	void writable() {
		ByteBuf payload = this.pong;
		if (payload != null && !this.writer.isFrameOpen()) {
			this.pong = null;
			this.unanswered = 0;
			this.writer.write(Opcode.PONG, payload);
		}
	}

	/**
	 * Ask the peer.
	 * @param now the time in nanoseconds, which the ping carries
	 */
	void send(long now) {
		if (!this.writer.isFrameOpen()) {
			this.sent = now;
			this.writer.write(Opcode.PING, this.channel.alloc().buffer(Long.BYTES).writeLong(now));
		}
	}

	/**
	 * Take the peer's pong.
	 * @return the round trip in nanoseconds, or -1 when it answers no ping of ours
	 */
	long answered(ByteBuf payload, long now) {
		if (this.sent == 0 || payload.readableBytes() != Long.BYTES
				|| payload.getLong(payload.readerIndex()) != this.sent) {
			return -1;
		}
		long roundTrip = now - this.sent;
		this.sent = 0;
		return roundTrip;
	}

	void release() {
		if (this.pong != null) {
			this.pong.release();
			this.pong = null;
		}
	}

}
