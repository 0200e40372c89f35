package dev.echocast.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import dev.echocast.frame.CloseFrame;
import dev.echocast.frame.ControlFrames;
import dev.echocast.frame.FrameDecoder;
import dev.echocast.frame.LatestPong;
import dev.echocast.frame.MessageAssembler;
import dev.echocast.frame.MessageDeflater;
import dev.echocast.frame.MessageInflater;
import dev.echocast.frame.ProtocolViolation;
import dev.echocast.frame.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The end of the pipeline of an open connection: bytes to messages, messages to frames,
 * pings, and the closing handshake (RFC 6455 sections 5.5 and 7).
 */
final class LinkHandler extends ChannelInboundHandlerAdapter
		implements Link, MessageAssembler.Sink, ControlFrames.Sink {

	/** Pings that may await their pong; older ones are forgotten. */
	private static final int MAX_PINGS = 16;

	/** RSV1, as Netty has it. */
	private static final int COMPRESSED = 0b100;

	private final ClientEvent.Opened opening;

	private final FrameDecoder decoder;

	private final MessageAssembler assembler;

	private final @Nullable MessageDeflater deflater;

	private final Listener listener;

	private final ClosingHandshake closing;

	private final Deque<Long> pings = new ArrayDeque<>();

	private final LatestPong pong = new LatestPong();

	@SuppressWarnings("NullAway.Init")
	private ChannelHandlerContext ctx;

	LinkHandler(ClientEvent.Opened opening, ByteBufAllocator allocator, int maxMessageSize, @Nullable Deflate deflate,
			Duration closeTimeout, Listener listener) {
		this.opening = opening;
		this.decoder = new FrameDecoder(Role.CLIENT, deflate != null);
		this.assembler = new MessageAssembler(allocator, maxMessageSize,
				(deflate != null) ? new MessageInflater(deflate.keepTheirs()) : null, this, this);
		this.deflater = (deflate != null) ? new MessageDeflater(deflate.keepOurs()) : null;
		this.closing = new ClosingHandshake(closeTimeout);
		this.listener = listener;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.ctx = ctx;
	}

	@Override
	public ClientEvent.Opened opening() {
		return this.opening;
	}

	@Override
	public boolean isWritable() {
		return !this.closing.hasBegun() && this.ctx.channel().isWritable();
	}

	@Override
	public void write(Message message, Done done) {
		var unused = this.ctx.write(frame(message)).addListener(future -> done.done(future.cause()));
	}

	private WebSocketFrame frame(Message message) {
		// Binary is copied, because masking happens in place.
		ByteBuf payload = (message instanceof Message.Binary binary)
				? this.ctx.alloc().buffer(binary.size()).writeBytes(binary.bytes())
				: ByteBufUtil.writeUtf8(this.ctx.alloc(), message.asText());
		int rsv = 0;
		if (this.deflater != null) {
			ByteBuf deflated = this.deflater.deflate(this.ctx.alloc(), payload);
			payload.release();
			payload = deflated;
			rsv = COMPRESSED;
		}
		return (message instanceof Message.Text) ? new TextWebSocketFrame(true, rsv, payload)
				: new BinaryWebSocketFrame(true, rsv, payload);
	}

	@Override
	public void flush() {
		this.ctx.flush();
	}

	@Override
	public void ping() {
		long now = this.ctx.executor().ticker().nanoTime();
		if (this.pings.size() == MAX_PINGS) {
			this.pings.removeFirst();
		}
		this.pings.addLast(now);
		send(new PingWebSocketFrame(this.ctx.alloc().buffer(Long.BYTES).writeLong(now)));
	}

	@Override
	public void read(boolean on) {
		this.ctx.channel().config().setAutoRead(on || this.closing.hasBegun());
	}

	@Override
	public void close(CloseStatus status) {
		this.closing.begin(this.ctx, status);
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		try {
			// Anything else is the end of the opening handshake.
			if (message instanceof ByteBuf bytes) {
				decode(bytes);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void decode(ByteBuf bytes) {
		try {
			boolean more = true;
			while (more && !this.closing.ignoresInput()) {
				more = this.decoder.decode(bytes, this.assembler);
			}
		}
		catch (ProtocolViolation violation) {
			this.closing.fail(this.ctx, violation);
		}
	}

	@Override
	public void message(boolean text, ByteBuf payload) {
		Message message;
		try {
			message = text ? Message.text(payload.toString(StandardCharsets.UTF_8))
					: Message.binary(ByteBufUtil.getBytes(payload));
		}
		finally {
			payload.release();
		}
		this.listener.received(message);
	}

	@Override
	public void assembling(int capacity) {
		// Nobody counts what one message of one connection takes.
	}

	@Override
	public void ping(ByteBuf payload) {
		this.pong.keep(payload);
		if (this.ctx.channel().isWritable()) {
			sendLatePong();
		}
	}

	private void sendLatePong() {
		ByteBuf payload = this.pong.take();
		if (payload != null) {
			send(new PongWebSocketFrame(payload));
		}
	}

	@Override
	public void peerClosed(CloseFrame close) {
		this.closing.received(this.ctx, new CloseStatus(close.code(), close.reason()));
	}

	@Override
	public void pong(ByteBuf payload) {
		if (payload.readableBytes() != Long.BYTES) {
			return;
		}
		long sent = payload.getLong(payload.readerIndex());
		if (this.pings.contains(sent)) {
			while (this.pings.removeFirst() != sent) {
				// An answer answers the older ones too.
			}
			this.listener.pong(Duration.ofNanos(this.ctx.executor().ticker().nanoTime() - sent));
		}
	}

	private void send(WebSocketFrame frame) {
		if (this.closing.hasBegun()) {
			frame.release();
			return;
		}
		var unused = this.ctx.writeAndFlush(frame);
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (ctx.channel().isWritable()) {
			sendLatePong();
			this.listener.writable();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		Throwable reason = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		this.closing.fail(ctx, reason);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.pong.release();
		this.assembler.release();
		if (this.deflater != null) {
			this.deflater.release();
		}
		this.closing.ended();
		this.listener.closed(this.closing.status(), this.closing.by(), this.closing.failure());
	}

}
