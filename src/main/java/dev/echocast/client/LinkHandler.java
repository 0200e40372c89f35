package dev.echocast.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * The end of the pipeline of an open connection: frames to messages and back, pings, and
 * the closing handshake (RFC 6455 sections 5.5 and 7).
 */
final class LinkHandler extends SimpleChannelInboundHandler<WebSocketFrame> implements Link {

	/** Pings that may await their pong; older ones are forgotten. */
	private static final int MAX_PINGS = 16;

	private final ClientEvent.Opened opening;

	private final MessageAssembler assembler;

	private final @Nullable Compression compression;

	private final Listener listener;

	private final ClosingHandshake closing;

	private final Deque<Long> pings = new ArrayDeque<>();

	private @Nullable ByteBuf latePong;

	@SuppressWarnings("NullAway.Init")
	private ChannelHandlerContext ctx;

	LinkHandler(ClientEvent.Opened opening, int maxMessageSize, @Nullable Deflate deflate, Duration closeTimeout,
			Listener listener) {
		this.opening = opening;
		this.compression = (deflate != null) ? new Compression(deflate) : null;
		this.assembler = new MessageAssembler(maxMessageSize, this.compression);
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
		boolean text = message instanceof Message.Text;
		if (this.compression != null) {
			byte[] raw = (message instanceof Message.Binary binary) ? binary.toArray()
					: message.asText().getBytes(StandardCharsets.UTF_8);
			ByteBuf payload = Unpooled.wrappedBuffer(this.compression.compress(raw));
			return text ? new TextWebSocketFrame(true, 0b100, payload) : new BinaryWebSocketFrame(true, 0b100, payload);
		}
		if (message instanceof Message.Binary binary) {
			// Copied, because masking happens in place.
			return new BinaryWebSocketFrame(this.ctx.alloc().buffer(binary.size()).writeBytes(binary.bytes()));
		}
		return new TextWebSocketFrame(ByteBufUtil.writeUtf8(this.ctx.alloc(), message.asText()));
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
	protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
		if (frame instanceof CloseWebSocketFrame close) {
			this.closing.received(ctx, close);
		}
		else if (this.closing.hasFailed()) {
			return;
		}
		else if (frame instanceof PingWebSocketFrame ping) {
			pong(ping.content().retain());
		}
		else if (frame instanceof PongWebSocketFrame pong) {
			measure(pong.content());
		}
		else {
			Message message = this.assembler.add(frame);
			if (message != null) {
				this.listener.received(message);
			}
		}
	}

	/**
	 * While the server does not read, only the latest ping is remembered: section 5.5.3
	 * allows to answer just that one, and memory stays flat.
	 */
	private void pong(ByteBuf payload) {
		if (this.latePong != null) {
			this.latePong.release();
		}
		this.latePong = payload;
		if (this.ctx.channel().isWritable()) {
			sendLatePong();
		}
	}

	private void sendLatePong() {
		ByteBuf payload = this.latePong;
		if (payload != null) {
			this.latePong = null;
			send(new PongWebSocketFrame(payload));
		}
	}

	private void measure(ByteBuf payload) {
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
		Throwable reason = (cause instanceof io.netty.handler.codec.DecoderException && cause.getCause() != null
				&& !(cause instanceof CorruptedWebSocketFrameException)) ? cause.getCause() : cause;
		this.closing.fail(ctx, reason);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.latePong != null) {
			this.latePong.release();
			this.latePong = null;
		}
		if (this.compression != null) {
			this.compression.end();
		}
		this.closing.ended();
		this.listener.closed(this.closing.status(), this.closing.by(), this.closing.failure());
	}

}
