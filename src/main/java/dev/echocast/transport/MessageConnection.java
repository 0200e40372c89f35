package dev.echocast.transport;

import dev.echocast.frame.FrameDecoder;
import dev.echocast.frame.MessageAssembler;
import dev.echocast.frame.MessageDeflater;
import dev.echocast.frame.MessageInflater;
import dev.echocast.frame.Opcode;
import dev.echocast.frame.PerMessageDeflate;
import dev.echocast.frame.Role;
import dev.echocast.memory.MemoryLedger;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A connection whose handler takes and gives whole messages.
 */
final class MessageConnection extends WebSocketConnection implements MessageAssembler.Sink {

	private final MessageAssembler assembler;

	private final FrameInput input;

	private final @Nullable PerMessageDeflate compression;

	private final long compressionThreshold;

	/** In nanoseconds. */
	private final long messageTimeout;

	/** When the message under way was first seen, and after how many others. */
	private long messageSeen;

	private long messageNumber = -1;

	MessageConnection(Channel channel, NettyDataBufferFactory buffers, TransportProperties properties,
			MemoryLedger ledger, @Nullable PerMessageDeflate compression) {
		super(channel, buffers, properties, ledger);
		this.compression = compression;
		this.compressionThreshold = properties.compressionThreshold().toBytes();
		this.messageTimeout = properties.messageTimeout().toNanos();
		this.assembler = new MessageAssembler(channel.alloc(), properties.maxMessageSize().toBytes(),
				(compression != null) ? new MessageInflater(compression.clientContext()) : null, this);
		this.input = new FrameInput(channel, new FrameDecoder(Role.SERVER, compression != null), this.assembler);
	}

	/**
	 * Whether shared messages may be sent compressed; not when the peer's window is
	 * smaller than what those may refer to.
	 */
	boolean takesCompressed() {
		return this.compression != null && this.compression.fitsAny();
	}

	@Override
	FrameInput input() {
		return this.input;
	}

	@Override
	void releaseAssembly() {
		this.assembler.release();
	}

	@Override
	public void message(boolean text, ByteBuf payload) {
		if (!isOpen()) {
			payload.release();
			return;
		}
		try {
			this.listener.received(text ? 1 : 0, text ? 0 : 1, payload.readableBytes());
		}
		catch (CloseException refused) {
			payload.release();
			throw refused;
		}
		this.inbound.next(text, payload, null);
	}

	@Override
	void write(WebSocketMessage message) {
		Object prepared = message.getNativeMessage();
		if (prepared instanceof EncodedMessage encoded) {
			this.listener.sent(encoded.texts(), encoded.binaries(), encoded.payloadBytes());
			this.writer.write(encoded);
			this.memory.wrote(encoded.shared());
			return;
		}
		ByteBuf payload = NettyDataBufferFactory.toByteBuf(message.getPayload());
		int length = payload.readableBytes();
		Opcode opcode = opcode(message.getType());
		if (opcode.isControl()) {
			this.writer.write(opcode, payload);
			return;
		}
		boolean text = opcode == Opcode.TEXT;
		this.listener.sent(text ? 1 : 0, text ? 0 : 1, length);
		if (this.compression != null && length >= this.compressionThreshold && this.compression.fitsWindow(length)) {
			ByteBuf deflated = MessageDeflater.shared().deflate(this.channel.alloc(), payload);
			payload.release();
			this.writer.writeCompressed(opcode, deflated);
		}
		else {
			this.writer.write(opcode, payload);
		}
		this.memory.wrote(length);
	}

	private static Opcode opcode(WebSocketMessage.Type type) {
		return switch (type) {
			case TEXT -> Opcode.TEXT;
			case BINARY -> Opcode.BINARY;
			case PING -> Opcode.PING;
			case PONG -> Opcode.PONG;
		};
	}

	@Override
	public void assembling(int capacity) {
		this.memory.assembling(capacity);
	}

	@Override
	void checkMessage(long now) {
		if (!this.assembler.inMessage() || !wantsInput() || this.assembler.completed() != this.messageNumber) {
			this.messageNumber = this.assembler.completed();
			this.messageSeen = now;
		}
		else if (now - this.messageSeen >= this.messageTimeout) {
			tooSlow(new CloseStatus(1008, "message takes too long"));
		}
	}

}
