package dev.echocast.transport;

import dev.echocast.frame.FrameHeader;
import dev.echocast.frame.MessageDeflater;
import dev.echocast.frame.Opcode;
import dev.echocast.memory.SharedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCounted;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * One or more messages already in wire form, to be sent to many sessions. Server frames
 * are not masked, so the same bytes serve every session.
 *
 * <p>
 * Reference counted: whoever hands it to a session's {@code send} gives one reference
 * away with it. Safe to share between event loops; it never changes.
 */
public final class EncodedMessage implements ReferenceCounted {

	private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

	private final ByteBuf wire;

	private final int texts;

	private final int binaries;

	private final int payloadBytes;

	private final WebSocketMessage message;

	private final SharedBytes shared;

	private EncodedMessage(ByteBuf wire, int texts, int binaries, int payloadBytes) {
		this.wire = wire;
		this.texts = texts;
		this.binaries = binaries;
		this.payloadBytes = payloadBytes;
		this.shared = new SharedBytes(wire.readableBytes());
		DataBuffer view = BUFFERS.wrap(wire);
		this.message = new WebSocketMessage((texts > 0) ? WebSocketMessage.Type.TEXT : WebSocketMessage.Type.BINARY,
				view, this);
	}

	/**
	 * Encode a message as one frame.
	 */
	public static EncodedMessage of(ByteBufAllocator allocator, boolean text, byte[] payload) {
		return encode(allocator, text, 0, Unpooled.wrappedBuffer(payload), payload.length);
	}

	/**
	 * Encode a message as one compressed frame, for sessions that
	 * {@link LocalSession#takesCompressed take} such.
	 */
	public static EncodedMessage compressed(ByteBufAllocator allocator, boolean text, byte[] payload) {
		ByteBuf deflated = MessageDeflater.shared().deflate(allocator, Unpooled.wrappedBuffer(payload));
		try {
			return encode(allocator, text, FrameHeader.RSV1, deflated, payload.length);
		}
		finally {
			deflated.release();
		}
	}

	/**
	 * A text message that has no frame, for those who are sent to over HTTP.
	 */
	public static EncodedMessage unframed(ByteBufAllocator allocator, byte[] bytes) {
		ByteBuf wire = allocator.directBuffer(bytes.length).writeBytes(bytes);
		return new EncodedMessage(wire, 1, 0, bytes.length);
	}

	private static EncodedMessage encode(ByteBufAllocator allocator, boolean text, int rsv, ByteBuf bytes,
			int payloadBytes) {
		int length = bytes.readableBytes();
		ByteBuf wire = allocator.directBuffer(FrameHeader.MAX_BYTES + length);
		int opcode = (text ? Opcode.TEXT : Opcode.BINARY).code();
		FrameHeader.write(wire, FrameHeader.FIN | rsv | opcode, length);
		wire.writeBytes(bytes, bytes.readerIndex(), length);
		return new EncodedMessage(wire, text ? 1 : 0, text ? 0 : 1, payloadBytes);
	}

	/**
	 * Join messages so that a session writes them at once; the given ones are borrowed.
	 */
	public static EncodedMessage join(ByteBufAllocator allocator, Iterable<EncodedMessage> messages) {
		int texts = 0;
		int binaries = 0;
		int payloadBytes = 0;
		int wireBytes = 0;
		for (EncodedMessage message : messages) {
			texts += message.texts;
			binaries += message.binaries;
			payloadBytes += message.payloadBytes;
			wireBytes += message.wireBytes();
		}
		ByteBuf wire = allocator.directBuffer(wireBytes);
		for (EncodedMessage message : messages) {
			wire.writeBytes(message.wire, message.wire.readerIndex(), message.wireBytes());
		}
		return new EncodedMessage(wire, texts, binaries, payloadBytes);
	}

	/**
	 * This as what a {@code WebSocketSession} sends. The payload of the result is the
	 * wire form and not for handlers; only sessions of this package may send it.
	 */
	public WebSocketMessage toMessage() {
		return this.message;
	}

	/**
	 * The memory it takes, for those who hold it.
	 */
	public SharedBytes shared() {
		return this.shared;
	}

	public int texts() {
		return this.texts;
	}

	public int binaries() {
		return this.binaries;
	}

	/**
	 * How many messages this holds.
	 */
	public int messages() {
		return this.texts + this.binaries;
	}

	public int payloadBytes() {
		return this.payloadBytes;
	}

	/**
	 * The bytes on the wire, frame headers included.
	 */
	public int wireBytes() {
		return this.wire.readableBytes();
	}

	/**
	 * A view with indexes of its own that carries one reference of this.
	 */
	public ByteBuf takeWire() {
		return this.wire.duplicate();
	}

	@Override
	public EncodedMessage retain() {
		this.wire.retain();
		return this;
	}

	@Override
	public EncodedMessage retain(int increment) {
		this.wire.retain(increment);
		return this;
	}

	@Override
	public boolean release() {
		return this.wire.release();
	}

	@Override
	public boolean release(int decrement) {
		return this.wire.release(decrement);
	}

	@Override
	public int refCnt() {
		return this.wire.refCnt();
	}

	@Override
	public EncodedMessage touch() {
		this.wire.touch();
		return this;
	}

	@Override
	public EncodedMessage touch(Object hint) {
		this.wire.touch(hint);
		return this;
	}

}
