package dev.echocast.transport;

import dev.echocast.frame.ControlFrames;
import dev.echocast.frame.FrameDecoder;
import dev.echocast.frame.FrameForwarder;
import dev.echocast.frame.FramePiece;
import dev.echocast.frame.Role;
import io.netty.buffer.ByteBuf;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * For handlers that take and give pieces of frames. It has no size limit, no deadline for
 * a message and no compression, because it keeps nothing.
 */
final class StreamCodec implements Codec, FrameForwarder.Sink {

	private final SessionLife session;

	private final FrameWriter writer;

	private final Pings pings;

	private final ConnectionMemory memory;

	private final FrameForwarder forwarder;

	private final FrameDecoder decoder;

	StreamCodec(ControlFrames.Sink control, SessionLife session, FrameWriter writer, Pings pings,
			ConnectionMemory memory) {
		this.session = session;
		this.writer = writer;
		this.pings = pings;
		this.memory = memory;
		this.forwarder = new FrameForwarder(writer.channel().alloc(), this, control);
		this.decoder = new FrameDecoder(Role.SERVER, false);
	}

	@Override
	public FrameDecoder decoder() {
		return this.decoder;
	}

	@Override
	public FrameDecoder.Sink frames() {
		return this.forwarder;
	}

	@Override
	public boolean takesCompressed() {
		return false;
	}

	@Override
	public boolean isOverdue(long now, boolean wanted) {
		return false;
	}

	@Override
	public void release() {
		this.forwarder.release();
	}

	@Override
	public void piece(boolean text, FramePiece piece, ByteBuf payload) {
		this.session.receive(text, payload, piece);
	}

	@Override
	public void assembling(int capacity) {
		this.memory.assembling(capacity);
	}

	@Override
	public void write(WebSocketMessage message) {
		ByteBuf payload = NettyDataBufferFactory.toByteBuf(message.getPayload());
		boolean text = message.getType() == WebSocketMessage.Type.TEXT;
		if (!(message.getNativeMessage() instanceof FramePiece piece)) {
			payload.release();
			throw new IllegalArgumentException("a streaming endpoint sends pieces of frames only");
		}
		boolean ends = piece.endsMessage();
		this.session.listener().sent((ends && text) ? 1 : 0, (ends && !text) ? 1 : 0, payload.readableBytes());
		int length = payload.readableBytes();
		this.writer.write(piece, payload);
		this.memory.wrote(length);
		if (piece.end()) {
			// What had to wait for the end of the frame may go.
			this.pings.writable();
		}
	}

}
