package dev.echocast.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.echocast.frame.CloseCodes;
import dev.echocast.frame.CloseFrame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
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

		/** Our Close frame is sent, the peer's is awaited and all else dropped. */
		CLOSING,

		/** The same because the peer broke the protocol. */
		FAILED,

		/** Both Close frames have passed. */
		CLOSED

	}

	/** More than can be under way when the peer learns that it failed. */
	private static final long MAX_DROPPED_BYTES = 16 * 1024 * 1024;

	private final Channel channel;

	private final FrameWriter writer;

	private final Duration timeout;

	private volatile State state = State.OPEN;

	private CloseStatus status = CloseStatus.NO_CLOSE_FRAME;

	private Initiator initiator = Initiator.NETWORK;

	private @Nullable Future<?> deadline;

	private boolean expired;

	/** Whether the peer is taken for gone. */
	private boolean silent;

	private long dropped;

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

	boolean dropsInput() {
		return this.state == State.CLOSING || this.state == State.FAILED || this.state == State.CLOSED;
	}

	/**
	 * Drop what the peer sends to nobody; of one that broke the protocol it need not be
	 * read for ever.
	 */
	void drop(int bytes) {
		this.dropped += bytes;
		if (this.dropped > MAX_DROPPED_BYTES && this.state != State.CLOSING) {
			cut();
		}
	}

	/**
	 * How the session ended; 1006 when there was no Close frame.
	 */
	CloseStatus status() {
		return this.status;
	}

	Initiator initiator() {
		return this.initiator;
	}

	/**
	 * Send the first Close frame.
	 */
	void start(CloseStatus status) {
		begin(State.CLOSING, status);
		writeClose(status);
	}

	/**
	 * A frame that was begun cannot be finished any more, and inside it no other can be
	 * sent: the connection ends without a Close frame then.
	 */
	private void writeClose(CloseStatus status) {
		if (this.writer.isFrameOpen()) {
			this.channel.close();
		}
		else {
			this.writer.writeClose(status);
		}
	}

	/**
	 * Tell the peer what it did wrong. Nothing of it is looked at any more but for its
	 * Close frame: a TCP connection that ended before that would not be cleanly closed to
	 * the peer.
	 */
	void fail(CloseStatus status) {
		switch (this.state) {
			case OPEN -> {
				begin(State.FAILED, status);
				writeClose(status);
			}
			case CLOSING -> this.state = State.FAILED;
			default -> this.channel.close();
		}
	}

	/**
	 * Say goodbye to a peer that does not answer, in case it is there after all.
	 */
	void giveUp(CloseStatus status) {
		this.silent = true;
		if (this.writer.isFrameOpen()) {
			begin(State.CLOSING, status);
			cut();
		}
		else {
			start(status);
		}
	}

	/**
	 * The peer's Close frame has followed ours.
	 */
	void completed() {
		if (this.state == State.CLOSING) {
			this.state = State.CLOSED;
			this.writer.flushThen(ChannelFutureListener.CLOSE);
		}
		else if (this.state == State.FAILED) {
			this.state = State.CLOSED;
			endOutput();
		}
	}

	/**
	 * Let the peer see the end of the connection behind the Close frame. The input is
	 * read on and dropped until the peer ends it too.
	 */
	private void endOutput() {
		this.writer.flushThen((flushed) -> HalfClose.perform(this.channel));
	}

	/**
	 * Take the peer's Close frame, the first; the session must finish now so that
	 * {@link #reply} can follow.
	 */
	void peerClosed(CloseFrame close) {
		begin(State.PEER_CLOSED, (close.code() == CloseCodes.NO_STATUS) ? CloseStatus.NO_STATUS_CODE
				: new CloseStatus(close.code(), close.reason()));
	}

	/**
	 * Answer the peer's Close frame with the same code, and close.
	 */
	void reply() {
		if (this.state == State.PEER_CLOSED) {
			this.state = State.CLOSED;
			writeClose(this.status);
			endOutput();
		}
	}

	/**
	 * Cut a connection whose peer is gone, or will not stop: what is unsent need not be
	 * kept for it.
	 */
	void cut() {
		if (this.channel.isOpen() && this.channel instanceof SocketChannel socket) {
			socket.config().setSoLinger(0);
		}
		this.channel.close();
	}

	private void begin(State next, CloseStatus status) {
		this.state = next;
		this.status = status;
		this.initiator = (next == State.PEER_CLOSED) ? Initiator.PEER : Initiator.SERVER;
		this.deadline = this.channel.eventLoop().schedule(this::expire, this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void expire() {
		this.expired = true;
		if (this.silent) {
			cut();
		}
		else {
			this.channel.close();
		}
	}

	/**
	 * Whether the peer, or the session, took too long to complete it.
	 */
	boolean hasExpired() {
		return this.expired;
	}

	void channelClosed() {
		this.state = State.CLOSED;
		if (this.deadline != null) {
			this.deadline.cancel(false);
		}
	}

}
