package dev.echocast.transport;

import dev.echocast.frame.FrameDecoder;
import dev.echocast.frame.FrameForwarder;
import dev.echocast.frame.FramePiece;
import dev.echocast.frame.Role;
import dev.echocast.memory.MemoryLedger;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A connection whose handler takes and gives pieces of frames. It has no size limit, no
 * deadline for a message and no compression, because it keeps nothing.
 */
final class StreamConnection extends WebSocketConnection implements FrameForwarder.Sink {

	private final FrameForwarder forwarder;

	private final FrameInput input;

	StreamConnection(Channel channel, NettyDataBufferFactory buffers, TransportProperties properties,
			MemoryLedger ledger) {
		super(channel, buffers, properties, ledger);
		this.forwarder = new FrameForwarder(channel.alloc(), this);
		this.input = new FrameInput(channel, new FrameDecoder(Role.SERVER, false), this.forwarder);
	}

	@Override
	FrameInput input() {
		return this.input;
	}

	@Override
	void checkMessage(long now) {
		// Nothing is assembled here.
	}

	@Override
	void releaseAssembly() {
		this.forwarder.release();
	}

	@Override
	public void piece(boolean text, FramePiece piece, ByteBuf payload) {
		if (!isOpen()) {
			payload.release();
			return;
		}
		try {
			boolean ends = piece.endsMessage();
			this.listener.received((ends && text) ? 1 : 0, (ends && !text) ? 1 : 0, payload.readableBytes());
		}
		catch (CloseException refused) {
			payload.release();
			throw refused;
		}
		this.inbound.next(text, payload, piece);
	}

	@Override
	public void assembling(int capacity) {
		this.memory.assembling(capacity);
	}

	@Override
	void write(WebSocketMessage message) {
		ByteBuf payload = NettyDataBufferFactory.toByteBuf(message.getPayload());
		boolean text = message.getType() == WebSocketMessage.Type.TEXT;
		if (!(message.getNativeMessage() instanceof FramePiece piece)) {
			payload.release();
			throw new IllegalArgumentException("a streaming endpoint sends pieces of frames only");
		}
		boolean ends = piece.endsMessage();
		this.listener.sent((ends && text) ? 1 : 0, (ends && !text) ? 1 : 0, payload.readableBytes());
		int length = payload.readableBytes();
		this.writer.write(piece, payload);
		this.memory.wrote(length);
		if (piece.end()) {
			frameEnded();
		}
	}

}
