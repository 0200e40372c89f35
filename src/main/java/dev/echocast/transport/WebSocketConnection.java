package dev.echocast.transport;

import java.io.IOException;

import dev.echocast.frame.CloseCodes;
import dev.echocast.frame.CloseFrame;
import dev.echocast.frame.ControlFrames;
import dev.echocast.frame.ProtocolViolation;
import dev.echocast.memory.MemoryLedger;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The server's side of one WebSocket connection: reads on demand, writes, answers pings,
 * notices silence, and closes. Everything in it happens on the channel's event loop.
 *
 * <p>
 * While the peer takes no answers its messages are not read; what may lie here unread is
 * one read of the socket.
 */
abstract class WebSocketConnection extends ChannelInboundHandlerAdapter implements ControlFrames.Sink {

	private static final CloseStatus NO_PONG = CloseStatus.POLICY_VIOLATION.withReason("no pong");

	final Channel channel;

	final FrameWriter writer;

	private final Pings pings;

	private final ClosingHandshake closing;

	final InboundMessages inbound;

	private final Heartbeat heartbeat;

	final ConnectionMemory memory;

	private final Sinks.One<CloseStatus> closed = Sinks.unsafe().one();

	private Disposable life = Disposables.disposed();

	SessionListener listener = SessionListener.NONE;

	final SenderSlot sender = new SenderSlot();

	WebSocketConnection(Channel channel, NettyDataBufferFactory buffers, TransportProperties properties,
			MemoryLedger ledger) {
		this.channel = channel;
		this.writer = new FrameWriter(channel);
		this.pings = new Pings(channel, this.writer);
		this.closing = new ClosingHandshake(channel, this.writer, properties.closeTimeout());
		this.inbound = new InboundMessages(channel.eventLoop(), buffers, this::proceed);
		this.heartbeat = new Heartbeat(channel, properties, this::sendPing, this::fallSilent, this::tick);
		this.memory = new ConnectionMemory(ledger, channel, this::close, this.closing::cut);
	}

	/** The input, whose frames go where the kind of connection wants them. */
	abstract FrameInput input();

	/** Give back what is assembled and will not be completed. */
	abstract void releaseAssembly();

	/** Write an element of the handler's stream, which is given away. */
	abstract void write(WebSocketMessage message);

	/**
	 * Own the life of the session: its handler ends with the connection at the latest.
	 */
	final void run(Mono<Void> life) {
		this.life = life.subscribe();
	}

	/** Emits how the session ended once the connection is gone. */
	final Mono<CloseStatus> closed() {
		return this.closed.asMono();
	}

	final boolean isOpen() {
		return this.closing.isOpen();
	}

	final EventLoop eventLoop() {
		return this.channel.eventLoop();
	}

	final void execute(Runnable task) {
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
			if (this.closing.dropsInput()) {
				this.closing.drop(bytes.readableBytes());
			}
			input().add(bytes);
			proceed();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		proceed();
	}

	/** Parse what is wanted of the input, and read on when there is none left. */
	private void proceed() {
		try {
			input().parse(this::wantsInput);
		}
		catch (ProtocolViolation violation) {
			fail(new CloseStatus(violation.code(), violation.reason()));
		}
		catch (CloseException refused) {
			fail(refused.status());
		}
		if (this.closing.dropsInput() && input().skipToClose()) {
			this.closing.completed();
		}
		if (input().isEmpty() && (wantsInput() || this.closing.dropsInput())) {
			this.channel.read();
		}
	}

	final boolean wantsInput() {
		return isOpen() && this.inbound.wantsMore();
	}

	@Override
	public void ping(ByteBuf payload) {
		if (isOpen()) {
			this.listener.pinged();
			this.pings.received(payload);
		}
	}

	@Override
	public void pong(ByteBuf payload) {
		long roundTrip = this.pings.answered(payload, eventLoop().ticker().nanoTime());
		if (roundTrip >= 0) {
			this.listener.answered(roundTrip);
		}
	}

	@Override
	public void peerClosed(CloseFrame close) {
		input().release();
		this.closing.peerClosed((close.code() == CloseCodes.NO_STATUS) ? CloseStatus.NO_STATUS_CODE
				: new CloseStatus(close.code(), close.reason()));
		this.inbound.complete();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.channel.isWritable()) {
			this.memory.writable();
			if (isOpen()) {
				this.pings.writable();
			}
			this.sender.pull();
		}
		context.fireChannelWritabilityChanged();
	}

	private void sendPing(long now) {
		if (isOpen()) {
			this.pings.send(now);
		}
	}

	/** A frame that was written in parts has ended: what had to wait for it may go. */
	final void frameEnded() {
		if (isOpen() && this.channel.isWritable()) {
			this.pings.writable();
		}
	}

	private void tick(long now) {
		this.memory.tick(input().unread());
		checkMessage(now);
	}

	/** Look whether the peer takes too long to complete a message. */
	abstract void checkMessage(long now);

	/** Begin the closing handshake, unless that has happened. */
	final void close(CloseStatus status) {
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

	/** Close because of what the peer takes its time for. */
	final void tooSlow(CloseStatus status) {
		fail(status);
		proceed();
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
	final void handlerCompleted() {
		close(CloseStatus.NORMAL);
		this.closing.reply();
		proceed();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.closing.channelClosed();
		this.heartbeat.stop();
		input().release();
		endStreams();
		this.writer.release();
		this.memory.close();
		if (this.closing.hasExpired()) {
			this.listener.unanswered();
		}
		this.listener.closed(this.closing.status(), this.closing.initiator());
		this.closed.tryEmitValue(this.closing.status());
		this.life.dispose();
		context.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof IOException || cause instanceof DecoderException) {
			// A connection that fails to read or write is gone; there is nobody to tell.
			context.close();
		}
		else {
			Upgrade.logger.error("A connection failed", cause);
			close(Upgrade.SERVER_ERROR);
		}
	}

	private void endStreams() {
		releaseAssembly();
		this.pings.release();
		this.inbound.complete();
		this.sender.close();
	}

}
