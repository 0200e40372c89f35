package dev.echocast.transport;

import dev.echocast.frame.LatestPong;
import dev.echocast.frame.Opcode;
import dev.echocast.frame.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * Pings and pongs of one connection (RFC 6455, sections 5.5.2 and 5.5.3), both ways.
 * Confined to the connection's event loop.
 */
final class Pings {

	private final Channel channel;

	private final FrameWriter writer;

	private final LatestPong pong = new LatestPong();

	/** When our ping left, or 0 when none is under way. */
	private long sent;

	Pings(Channel channel, FrameWriter writer) {
		this.channel = channel;
		this.writer = writer;
	}

	/**
	 * Answer the peer's ping, whose payload is borrowed, at once or when the channel
	 * takes something again.
	 * @throws ProtocolViolation with 1008 when the peer asks on and on without taking
	 * answers
	 */
	void received(ByteBuf payload) {
		if (this.channel.isWritable() && !this.writer.isFrameOpen()) {
			this.pong.release();
			this.writer.write(Opcode.PONG, payload.retainedSlice());
		}
		else {
			this.pong.keep(payload);
		}
	}

	/**
	 * The channel takes something again.
	 */
	void writable() {
		ByteBuf payload = this.writer.isFrameOpen() ? null : this.pong.take();
		if (payload != null) {
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
		this.pong.release();
	}

}
