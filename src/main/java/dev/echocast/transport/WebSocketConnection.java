package dev.echocast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The server's side of one WebSocket connection: reads on demand, answers pings, writes,
 * and closes. Everything in it happens on the channel's event loop.
 *
 * <p>
 * While the peer takes no answers its messages are not read; what may lie here unread is
 * one read of the socket.
 */
final class WebSocketConnection extends ChannelInboundHandlerAdapter implements MessageAssembler.Sink {

	private final Channel channel;

	private final FrameWriter writer;

	private final ClosingHandshake closing;

	private final FrameDecoder decoder;

	private final MessageAssembler assembler;

	private final InboundMessages inbound;

	private final Sinks.One<CloseStatus> closed = Sinks.unsafe().one();

	private SessionListener listener = SessionListener.NONE;

	private OutboundMessages.@Nullable Sender sender;

	/** Bytes read and not yet asked for. */
	private @Nullable ByteBuf input;

	/** The answer to the latest ping, while the channel takes nothing. */
	private @Nullable ByteBuf pong;

	private boolean decoding;

	WebSocketConnection(Channel channel, NettyDataBufferFactory buffers, TransportProperties properties) {
		this.channel = channel;
		this.writer = new FrameWriter(channel);
		this.closing = new ClosingHandshake(channel, this.writer, properties.closeTimeout());
		this.decoder = new FrameDecoder(false);
		this.assembler = new MessageAssembler(channel.alloc(), properties.maxMessageSize().toBytes(), this);
		this.inbound = new InboundMessages(channel.eventLoop(), buffers, this::decode);
	}

	void listener(SessionListener listener) {
		this.listener = listener;
	}

	InboundMessages inbound() {
		return this.inbound;
	}

	/**
	 * Emits how the session ended once the connection is gone.
	 */
	Mono<CloseStatus> closed() {
		return this.closed.asMono();
	}

	boolean isOpen() {
		return this.closing.isOpen();
	}

	EventLoop eventLoop() {
		return this.channel.eventLoop();
	}

	boolean inEventLoop() {
		return eventLoop().inEventLoop();
	}

	void execute(Runnable task) {
		if (inEventLoop()) {
			task.run();
		}
		else {
			eventLoop().execute(task);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!(message instanceof ByteBuf bytes) || this.closing.dropsInput()) {
			// The end of the opening handshake's request, or too late.
			ReferenceCountUtil.release(message);
			return;
		}
		this.input = (this.input != null) ? join(this.input, bytes) : bytes;
		decode();
	}

	private ByteBuf join(ByteBuf first, ByteBuf second) {
		ByteBuf both = this.channel.alloc().buffer(first.readableBytes() + second.readableBytes());
		both.writeBytes(first).writeBytes(second);
		first.release();
		second.release();
		return both;
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		decode();
	}

	/**
	 * Parse what is wanted of the input. A message that is answered at once leads back
	 * here; then the loop below goes on instead of a recursion.
	 */
	private void decode() {
		if (this.decoding) {
			return;
		}
		this.decoding = true;
		try {
			while (this.input != null && wantsInput()) {
				if (!this.decoder.decode(this.input, this.assembler)) {
					releaseInput();
				}
			}
		}
		catch (CloseException violation) {
			this.closing.fail(violation.status());
			endStreams();
		}
		finally {
			this.decoding = false;
		}
		if (this.input == null && (wantsInput() || this.closing.dropsInput())) {
			this.channel.read();
		}
	}

	private boolean wantsInput() {
		return (isOpen() && this.inbound.wantsMore()) || this.closing.awaitsPeer();
	}

	@Override
	public void message(Opcode type, ByteBuf payload) {
		if (isOpen()) {
			this.listener.received(type == Opcode.TEXT, payload.readableBytes());
			this.inbound.next(type, payload);
		}
		else {
			payload.release();
		}
	}

	@Override
	public void ping(ByteBuf payload) {
		if (!isOpen()) {
			return;
		}
		if (isWritable()) {
			this.writer.write(Opcode.PONG, payload.retainedSlice());
		}
		else {
			// Only the latest ping needs an answer (section 5.5.3), so a flood costs one.
			releasePong();
			this.pong = payload.copy();
		}
	}

	@Override
	public void pong(ByteBuf payload) {
		// Unsolicited pongs are allowed and mean nothing (section 5.5.3).
	}

	@Override
	public void peerClosed(CloseStatus status) {
		releaseInput();
		if (this.closing.peerClosed(status)) {
			this.inbound.complete();
		}
	}

	boolean isWritable() {
		return this.channel.isWritable();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.pong != null && isWritable() && isOpen()) {
			this.writer.write(Opcode.PONG, this.pong);
			this.pong = null;
		}
		if (this.sender != null) {
			this.sender.pull();
		}
		context.fireChannelWritabilityChanged();
	}

	/**
	 * Make the sender the one that writes.
	 * @return false when another one writes or the session ends
	 */
	boolean attach(OutboundMessages.Sender sender) {
		if (this.sender != null || !isOpen()) {
			return false;
		}
		this.sender = sender;
		return true;
	}

	void detach(OutboundMessages.Sender sender) {
		if (this.sender == sender) {
			this.sender = null;
		}
	}

	/**
	 * Write a message, which is given away.
	 */
	void write(WebSocketMessage message) {
		Object prepared = message.getNativeMessage();
		if (prepared instanceof EncodedMessage encoded) {
			this.listener.sent(encoded.texts(), encoded.binaries(), encoded.payloadBytes());
			this.writer.write(encoded);
			return;
		}
		ByteBuf payload = NettyDataBufferFactory.toByteBuf(message.getPayload());
		int bytes = payload.readableBytes();
		switch (message.getType()) {
			case TEXT -> this.listener.sent(1, 0, bytes);
			case BINARY -> this.listener.sent(0, 1, bytes);
			case PING, PONG -> {
			}
		}
		this.writer.write(Opcode.of(message.getType()), payload);
	}

	/**
	 * Begin the closing handshake, unless that has happened.
	 */
	void close(CloseStatus status) {
		if (isOpen()) {
			this.closing.start(status);
			endStreams();
			decode();
		}
	}

	/**
	 * The handler has nothing more to say: close normally, or as the peer asked for.
	 */
	void handlerCompleted() {
		close(CloseStatus.NORMAL);
		this.closing.reply();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.closing.channelClosed();
		endStreams();
		this.writer.release();
		this.listener.closed(this.closing.status());
		this.closed.tryEmitValue(this.closing.status());
		context.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// A connection that fails to read or write is gone; there is nobody to tell.
		context.close();
	}

	private void endStreams() {
		if (!this.closing.awaitsPeer()) {
			releaseInput();
		}
		this.assembler.release();
		releasePong();
		this.inbound.complete();
		if (this.sender != null) {
			this.sender.connectionClosed();
		}
	}

	private void releaseInput() {
		if (this.input != null) {
			this.input.release();
			this.input = null;
		}
	}

	private void releasePong() {
		if (this.pong != null) {
			this.pong.release();
			this.pong = null;
		}
	}

}
