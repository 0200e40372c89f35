package dev.echocast.transport;

import dev.echocast.frame.ControlFrames;
import dev.echocast.frame.FrameDecoder;
import dev.echocast.frame.MessageAssembler;
import dev.echocast.frame.MessageDeflater;
import dev.echocast.frame.MessageInflater;
import dev.echocast.frame.Opcode;
import dev.echocast.frame.PerMessageDeflate;
import dev.echocast.frame.Role;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * For handlers that take and give whole messages.
 */
final class MessageCodec implements Codec, MessageAssembler.Sink {

	private final SessionLife session;

	private final Channel channel;

	private final FrameWriter writer;

	private final ConnectionMemory memory;

	private final MessageAssembler assembler;

	private final FrameDecoder decoder;

	private final @Nullable PerMessageDeflate compression;

	private final long compressionThreshold;

	/** In nanoseconds. */
	private final long messageTimeout;

	/** When the message under way was first seen, and after how many others. */
	private long messageSeen;

	private long messageNumber = -1;

	MessageCodec(ControlFrames.Sink control, SessionLife session, FrameWriter writer, ConnectionMemory memory,
			TransportProperties properties, @Nullable PerMessageDeflate compression) {
		this.session = session;
		this.channel = writer.channel();
		this.writer = writer;
		this.memory = memory;
		this.compression = compression;
		this.compressionThreshold = properties.compressionThreshold().toBytes();
		this.messageTimeout = properties.messageTimeout().toNanos();
		this.assembler = new MessageAssembler(this.channel.alloc(), properties.maxMessageSize().toBytes(),
				(compression != null) ? new MessageInflater(compression.clientContext()) : null, this, control);
		this.decoder = new FrameDecoder(Role.SERVER, compression != null);
	}

	@Override
	public boolean takesCompressed() {
		return this.compression != null && this.compression.fitsAny();
	}

	@Override
	public FrameDecoder decoder() {
		return this.decoder;
	}

	@Override
	public FrameDecoder.Sink frames() {
		return this.assembler;
	}

	@Override
	public void release() {
		this.assembler.release();
	}

	@Override
	public void message(boolean text, ByteBuf payload) {
		this.session.receive(text, payload, null);
	}

	@Override
	public void write(WebSocketMessage message) {
		Object prepared = message.getNativeMessage();
		if (prepared instanceof EncodedMessage encoded) {
			this.session.listener().sent(encoded.texts(), encoded.binaries(), encoded.payloadBytes());
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
		this.session.listener().sent(text ? 1 : 0, text ? 0 : 1, length);
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
	public boolean isOverdue(long now, boolean wanted) {
		if (!this.assembler.inMessage() || !wanted || this.assembler.completed() != this.messageNumber) {
			this.messageNumber = this.assembler.completed();
			this.messageSeen = now;
			return false;
		}
		return now - this.messageSeen >= this.messageTimeout;
	}

}
