package dev.echocast.transport;

import java.io.IOException;

import dev.echocast.frame.CloseFrame;
import dev.echocast.frame.ControlFrames;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The server's side of one WebSocket connection: reads on demand, writes, answers pings,
 * notices silence, and closes. Everything in it happens on the channel's event loop.
 *
 * <p>
 * While the peer takes no answers its messages are not read; what may lie here unread is
 * one read of the socket.
 */
final class WebSocketConnection extends ChannelInboundHandlerAdapter implements ControlFrames.Sink {

	private static final CloseStatus NO_PONG = CloseStatus.POLICY_VIOLATION.withReason("no pong");

	private static final CloseStatus TOO_SLOW = CloseStatus.POLICY_VIOLATION.withReason("message takes too long");

	private static final Log logger = LogFactory.getLog(WebSocketConnection.class);

	private final Channel channel;

	private final FrameWriter writer;

	private final Pings pings;

	private final ClosingHandshake closing;

	private final InboundMessages inbound;

	private final Heartbeat heartbeat;

	private final ConnectionMemory memory;

	private final SessionLife session;

	private final Codec codec;

	private final FrameInput input;

	private final SenderSlot sender;

	WebSocketConnection(Channel channel, NettyDataBufferFactory buffers, TransportProperties properties,
			MemoryLedger ledger, Codec.Factory codecs) {
		this.channel = channel;
		this.writer = new FrameWriter(channel);
		this.closing = new ClosingHandshake(channel, this.writer, properties.closeTimeout());
		this.inbound = new InboundMessages(channel.eventLoop(), buffers, this::proceed);
		this.session = new SessionLife(this.closing, this.inbound);
		this.pings = new Pings(channel, this.writer, this.closing, this.session);
		this.heartbeat = new Heartbeat(channel, properties, this.pings::send, this::fallSilent, this::tick);
		this.memory = new ConnectionMemory(ledger, channel, this::close, this.closing::cut);
		this.codec = codecs.create(this, this.session, this.writer, this.pings, this.memory);
		this.input = new FrameInput(channel, this.codec, this.inbound, this.closing, this::fail);
		this.sender = new SenderSlot(channel, this.codec);
	}

	/** Run the handler of the session, which ends with the connection at the latest. */
	void run(SessionListener listener, Mono<Void> handler) {
		this.session.begin(listener, handler);
	}

	/** Emits how the session ended once the connection is gone. */
	Mono<CloseStatus> closed() {
		return this.session.closed();
	}

	boolean isOpen() {
		return this.closing.isOpen();
	}

	/** What the handler receives. */
	Flux<WebSocketMessage> receive() {
		return this.inbound;
	}

	/** What the handler sends. */
	Mono<Void> send(Publisher<WebSocketMessage> messages) {
		return new OutboundMessages(this, this.sender, messages);
	}

	boolean takesCompressed() {
		return this.codec.takesCompressed();
	}

	MemoryAccount memory() {
		return this.memory.account();
	}

	EventLoop eventLoop() {
		return this.channel.eventLoop();
	}

	void execute(Runnable task) {
		if (eventLoop().inEventLoop()) {
			task.run();
		}
		else {
			eventLoop().execute(task);
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.heartbeat.start();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.heartbeat.heard();
		if (!(message instanceof ByteBuf bytes)) {
			// The end of the opening handshake's request.
			ReferenceCountUtil.release(message);
		}
		else {
			this.input.add(bytes);
			proceed();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		proceed();
	}

	private void proceed() {
		this.input.proceed();
	}

	@Override
	public void ping(ByteBuf payload) {
		this.pings.received(payload);
	}

	@Override
	public void pong(ByteBuf payload) {
		this.pings.answered(payload);
	}

	@Override
	public void peerClosed(CloseFrame close) {
		this.input.release();
		this.closing.peerClosed(close);
		this.inbound.complete();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.channel.isWritable()) {
			this.memory.writable();
			this.pings.writable();
			this.sender.pull();
		}
		context.fireChannelWritabilityChanged();
	}

	private void tick(long now) {
		this.memory.tick(this.input.unread());
		if (this.codec.isOverdue(now, this.input.isWanted())) {
			fail(TOO_SLOW);
			proceed();
		}
	}

	/** Begin the closing handshake, unless that has happened. */
	void close(CloseStatus status) {
		if (isOpen()) {
			this.closing.start(status);
			endStreams();
			proceed();
		}
	}

	/** Close because of what the peer did; {@link #proceed} follows. */
	private void fail(CloseStatus status) {
		this.closing.fail(status);
		endStreams();
	}

	/** The peer did not answer a ping. */
	private void fallSilent() {
		if (isOpen()) {
			this.closing.giveUp(NO_PONG);
			endStreams();
			proceed();
		}
	}

	/** The handler has nothing more to say: close normally, or as the peer asked for. */
	void handlerCompleted() {
		close(CloseStatus.NORMAL);
		this.closing.reply();
		proceed();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.closing.channelClosed();
		this.heartbeat.stop();
		this.input.release();
		endStreams();
		this.writer.release();
		this.memory.close();
		this.session.end();
		context.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof IOException || cause instanceof DecoderException) {
			// A connection that fails to read or write is gone; there is nobody to tell.
			context.close();
		}
		else {
			logger.error("A connection failed", cause);
			close(Upgrade.SERVER_ERROR);
		}
	}

	private void endStreams() {
		this.codec.release();
		this.pings.release();
		this.inbound.complete();
		this.sender.close();
	}

}
