package dev.echocast.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * The closing handshake of one connection (RFC 6455, section 7). Whoever begins it, the
 * server closes the TCP connection when both Close frames have passed or the timeout is
 * over. Confined to the connection's event loop.
 */
final class ClosingHandshake {

	private enum State {

		OPEN,

		/** The peer's Close frame is here, ours waits for the session to finish. */
		PEER_CLOSED,

		/** Our Close frame is sent, the peer's is awaited. */
		CLOSING,

		/** The peer broke the protocol: what it still sends is dropped unread. */
		FAILED,

		CLOSED

	}

	private final Channel channel;

	private final FrameWriter writer;

	private final Duration timeout;

	private volatile State state = State.OPEN;

	private CloseStatus status = CloseStatus.NO_CLOSE_FRAME;

	private @Nullable Future<?> deadline;

	ClosingHandshake(Channel channel, FrameWriter writer, Duration timeout) {
		this.channel = channel;
		this.writer = writer;
		this.timeout = timeout;
	}

	/**
	 * Whether neither side has begun to close; readable from any thread.
	 */
	boolean isOpen() {
		return this.state == State.OPEN;
	}

	boolean awaitsPeer() {
		return this.state == State.CLOSING;
	}

	boolean dropsInput() {
		return this.state == State.FAILED || this.state == State.CLOSED;
	}

	/**
	 * How the session ended; 1006 when there was no Close frame.
	 */
	CloseStatus status() {
		return this.status;
	}

	/**
	 * Send the first Close frame.
	 */
	void start(CloseStatus status) {
		begin(State.CLOSING, status);
		this.writer.writeClose(status);
	}

	/**
	 * Tell the peer what it did wrong. The output ends then, so that a peer waiting for
	 * the end of the connection sees it; the input is read on, because a reset, which
	 * unread input would cause, could overtake the Close frame.
	 */
	void fail(CloseStatus status) {
		boolean first = this.state == State.OPEN;
		if (!first) {
			this.state = State.FAILED;
			this.channel.close();
			return;
		}
		begin(State.FAILED, status);
		this.writer.writeClose(status);
		if (this.channel instanceof DuplexChannel duplex && this.channel.pipeline().get(SslHandler.class) == null) {
			this.writer.flushThen((future) -> duplex.shutdownOutput());
		}
	}

	/**
	 * Take the peer's Close frame.
	 * @return whether the session must finish now so that {@link #reply} can follow
	 */
	boolean peerClosed(CloseStatus status) {
		if (this.state == State.OPEN) {
			begin(State.PEER_CLOSED, status);
			return true;
		}
		this.channel.close();
		return false;
	}

	/**
	 * Answer the peer's Close frame with the same code, and close.
	 */
	void reply() {
		if (this.state == State.PEER_CLOSED) {
			this.state = State.CLOSED;
			this.writer.writeClose(this.status);
			this.writer.flushThen(ChannelFutureListener.CLOSE);
		}
	}

	private void begin(State next, CloseStatus status) {
		this.state = next;
		this.status = status;
		this.deadline = this.channel.eventLoop()
			.schedule(() -> this.channel.close(), this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	void channelClosed() {
		this.state = State.CLOSED;
		if (this.deadline != null) {
			this.deadline.cancel(false);
		}
	}

}
