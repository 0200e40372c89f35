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

	private final ClosingHandshake closing;

	private final SessionLife session;

	private final LatestPong pong = new LatestPong();

	/** When our ping left, or 0 when none is under way. */
	private long sent;

	Pings(Channel channel, FrameWriter writer, ClosingHandshake closing, SessionLife session) {
		this.channel = channel;
		this.writer = writer;
		this.closing = closing;
		this.session = session;
	}

	/**
	 * Answer the peer's ping, whose payload is borrowed, at once or when the channel
	 * takes something again.
	 * @throws ProtocolViolation with 1008 when the peer asks on and on without taking
	 * answers
	 * @throws CloseException when the listener ends the session because of it
	 */
	void received(ByteBuf payload) {
		if (!this.closing.isOpen()) {
			return;
		}
		this.session.listener().pinged();
		if (this.channel.isWritable() && !this.writer.isFrameOpen()) {
			this.pong.release();
			this.writer.write(Opcode.PONG, payload.retainedSlice());
		}
		else {
			this.pong.keep(payload);
		}
	}

	/**
	 * The channel takes something again, or a frame has ended that was written in parts.
	 */
	void writable() {
		if (this.closing.isOpen() && this.channel.isWritable() && !this.writer.isFrameOpen()) {
			ByteBuf payload = this.pong.take();
			if (payload != null) {
				this.writer.write(Opcode.PONG, payload);
			}
		}
	}

	/**
	 * Ask the peer.
	 * @param now the time in nanoseconds, which the ping carries
	 */
	void send(long now) {
		if (this.closing.isOpen() && !this.writer.isFrameOpen()) {
			this.sent = now;
			this.writer.write(Opcode.PING, this.channel.alloc().buffer(Long.BYTES).writeLong(now));
		}
	}

	/**
	 * Take the peer's pong, and tell the round trip if it answers a ping of ours.
	 */
	void answered(ByteBuf payload) {
		if (this.sent != 0 && payload.readableBytes() == Long.BYTES
				&& payload.getLong(payload.readerIndex()) == this.sent) {
			long roundTrip = this.channel.eventLoop().ticker().nanoTime() - this.sent;
			this.sent = 0;
			this.session.listener().answered(roundTrip);
		}
	}

	void release() {
		this.pong.release();
	}

}
