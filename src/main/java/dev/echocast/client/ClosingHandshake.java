package dev.echocast.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.echocast.client.ClientEvent.Initiator;
import dev.echocast.frame.CloseFrame;
import dev.echocast.frame.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The closing handshake of one connection (RFC 6455 sections 5.5.1, 7.1 and 7.4): who
 * began it, with which code, and the end of the TCP connection, which is the server's
 * turn but does not take for ever.
 */
final class ClosingHandshake {

	/**
	 * Once both close frames are exchanged, or the server has broken the protocol, it has
	 * this long to end the TCP connection; by leaving first we might reset it before it
	 * read our close frame.
	 */
	private static final Duration GRACE = Duration.ofSeconds(3);

	/**
	 * What came before a violation was valid: the answers the program gives to it still
	 * go out before our close frame.
	 */
	private static final Duration LAST_WORDS = Duration.ofMillis(10);

	private final Duration timeout;

	private CloseStatus status = CloseStatus.ABNORMAL;

	private Initiator by = Initiator.NETWORK;

	private @Nullable WebSocketFailure failure;

	private @Nullable ScheduledFuture<?> timer;

	private boolean begun;

	/** Whether the server's close frame is here. */
	private boolean answered;

	ClosingHandshake(Duration timeout) {
		this.timeout = timeout;
	}

	/** Whether a close frame was sent: nothing may follow it. */
	boolean hasBegun() {
		return this.begun;
	}

	/** Whether what the server still sends is looked at no more. */
	boolean ignoresInput() {
		return this.answered || this.failure != null;
	}

	CloseStatus status() {
		return this.status;
	}

	Initiator by() {
		return this.by;
	}

	@Nullable WebSocketFailure failure() {
		return this.failure;
	}

	void begin(ChannelHandlerContext ctx, CloseStatus with) {
		if (!this.begun) {
			this.status = with;
			this.by = Initiator.CLIENT;
			send(ctx, with);
			endWithin(ctx, this.timeout);
		}
	}

	void received(ChannelHandlerContext ctx, CloseStatus theirs) {
		this.answered = true;
		if (!this.begun) {
			this.status = theirs;
			this.by = Initiator.SERVER;
			send(ctx, theirs);
		}
		endWithin(ctx, GRACE);
	}

	/** Tells the server what it did wrong (section 7.1.7), and leaves. */
	void fail(ChannelHandlerContext ctx, ProtocolViolation violation) {
		CloseStatus why = new CloseStatus(violation.code(), violation.reason());
		this.failure = Failures.protocol("the server broke the protocol: " + why);
		ended();
		this.timer = ctx.executor().schedule(() -> {
			begin(ctx, why);
			endWithin(ctx, GRACE);
		}, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
	}

	/** Leaves a connection on which nothing can be said any more. */
	void fail(ChannelHandlerContext ctx, Throwable cause) {
		if (this.failure == null) {
			this.failure = NettyFailures.classify(cause);
			this.begun = true;
			var unused = ctx.close();
		}
	}

	void ended() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	private void send(ChannelHandlerContext ctx, CloseStatus with) {
		this.begun = true;
		ByteBuf payload = ctx.alloc().buffer(2 + CloseStatus.MAX_REASON_BYTES);
		new CloseFrame(with.code(), with.reason()).writeTo(payload);
		var unused = ctx.writeAndFlush(new CloseWebSocketFrame(true, 0, payload));
	}

	private void endWithin(ChannelHandlerContext ctx, Duration time) {
		ended();
		ctx.channel().config().setAutoRead(true);
		this.timer = ctx.executor().schedule(() -> {
			var unused = ctx.close();
		}, time.toMillis(), TimeUnit.MILLISECONDS);
	}

}
