package dev.echocast.client;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.echocast.client.ClientEvent.Initiator;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
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
	private static final Duration GRACE = Duration.ofSeconds(1);

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

	ClosingHandshake(Duration timeout) {
		this.timeout = timeout;
	}

	/** Whether a close frame was sent: nothing may follow it. */
	boolean hasBegun() {
		return this.begun;
	}

	boolean hasFailed() {
		return this.failure != null;
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

	void received(ChannelHandlerContext ctx, CloseWebSocketFrame frame) {
		CloseStatus theirs = read(frame.content());
		if (!this.begun) {
			this.status = theirs;
			this.by = Initiator.SERVER;
			send(ctx, theirs);
		}
		endWithin(ctx, GRACE);
	}

	/** Fails the connection (section 7.1.7): says why if that is possible, and leaves. */
	void fail(ChannelHandlerContext ctx, Throwable cause) {
		if (hasFailed()) {
			return;
		}
		if (cause instanceof CorruptedWebSocketFrameException corrupted) {
			CloseStatus why = new CloseStatus(corrupted.closeStatus().code(), String.valueOf(corrupted.getMessage()));
			this.failure = Failures.protocol("the server broke the protocol: " + why);
			this.timer = ctx.executor().schedule(() -> {
				begin(ctx, why);
				endWithin(ctx, GRACE);
			}, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
		}
		else {
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
		CloseWebSocketFrame frame = (with.code() == CloseStatus.NO_STATUS.code()) ? new CloseWebSocketFrame()
				: new CloseWebSocketFrame(with.code(), CloseStatus.fit(with.reason()));
		var unused = ctx.writeAndFlush(frame);
	}

	private void endWithin(ChannelHandlerContext ctx, Duration time) {
		ended();
		ctx.channel().config().setAutoRead(true);
		this.timer = ctx.executor().schedule(() -> {
			var unused = ctx.close();
		}, time.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static CloseStatus read(ByteBuf body) {
		if (!body.isReadable()) {
			return CloseStatus.NO_STATUS;
		}
		int code = body.getUnsignedShort(body.readerIndex());
		if (!CloseStatus.allowed(code)) {
			throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR, "close code " + code);
		}
		try {
			String reason = StandardCharsets.UTF_8.newDecoder()
				.decode(body.nioBuffer(body.readerIndex() + 2, body.readableBytes() - 2))
				.toString();
			return new CloseStatus(code, reason);
		}
		catch (CharacterCodingException ex) {
			throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.INVALID_PAYLOAD_DATA,
					"a close reason that is not UTF-8");
		}
	}

}
