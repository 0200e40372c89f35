package dev.echocast.transport;

import java.util.Objects;

import dev.echocast.frame.CloseCodes;
import dev.echocast.frame.CloseFrame;
import dev.echocast.frame.FrameHeader;
import dev.echocast.frame.FramePiece;
import dev.echocast.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Writes frames to one connection. Small ones are copied together and written at once,
 * because a write costs more than a copy; what is written leaves with the next
 * {@link FlushBatch}. Confined to the connection's event loop.
 */
final class FrameWriter {

	/**
	 * Up to this payload a copy is cheaper than a buffer of its own in a gathering write.
	 */
	private static final int COPY_BYTES = 4096;

	/**
	 * Below the channel's high watermark (64 KiB), so that backpressure sees what lies
	 * here.
	 */
	private static final int JOINED_BYTES = 32 * 1024;

	private final Channel channel;

	private @Nullable ByteBuf joined;

	private int expectedBytes = 256;

	private boolean flushPending;

	private boolean frameOpen;

	FrameWriter(Channel channel) {
		this.channel = channel;
	}

	Channel channel() {
		return this.channel;
	}

	/**
	 * Write one frame that is a message or a control frame; the payload is given away.
	 */
	void write(Opcode opcode, ByteBuf payload) {
		write(FrameHeader.FIN | opcode.code(), payload.readableBytes(), payload);
	}

	/**
	 * Write one frame that is a compressed message; the payload is given away.
	 */
	void writeCompressed(Opcode opcode, ByteBuf payload) {
		write(FrameHeader.FIN | FrameHeader.RSV1 | opcode.code(), payload.readableBytes(), payload);
	}

	/**
	 * Write a part of a frame; the payload is given away. Until the frame ends nothing
	 * else may be written.
	 */
	void write(FramePiece piece, ByteBuf payload) {
		this.frameOpen = !piece.end();
		if (piece.begin()) {
			write((piece.fin() ? FrameHeader.FIN : 0) | piece.opcode().code(), piece.frameLength(), payload);
		}
		else {
			writePayload(payload);
			flushLater();
		}
	}

	/**
	 * Whether a frame has been begun and not ended, which other frames must wait for.
	 */
	boolean isFrameOpen() {
		return this.frameOpen;
	}

	private void write(int firstByte, long frameLength, ByteBuf payload) {
		FrameHeader.write(joined(FrameHeader.MAX_BYTES + Math.min(payload.readableBytes(), COPY_BYTES)), firstByte,
				frameLength);
		writePayload(payload);
		flushLater();
	}

	private void writePayload(ByteBuf payload) {
		int length = payload.readableBytes();
		if (length <= COPY_BYTES) {
			ByteBuf out = joined(length);
			out.writeBytes(payload, payload.readerIndex(), length);
			payload.release();
			if (out.readableBytes() >= JOINED_BYTES) {
				writeJoined();
			}
		}
		else {
			writeJoined();
			this.channel.write(payload, this.channel.voidPromise());
		}
	}

	/**
	 * Write frames that are encoded already; their reference is given away.
	 */
	void write(EncodedMessage message) {
		writeJoined();
		this.channel.write(message.takeWire(), this.channel.voidPromise());
		flushLater();
	}

	void writeClose(CloseStatus status) {
		ByteBuf payload = this.channel.alloc().buffer(2 + CloseCodes.MAX_REASON_BYTES);
		new CloseFrame(status.getCode(), Objects.requireNonNullElse(status.getReason(), "")).writeTo(payload);
		write(Opcode.CLOSE, payload);
	}

	private ByteBuf joined(int bytes) {
		ByteBuf out = this.joined;
		if (out == null) {
			out = this.channel.alloc().directBuffer(Math.max(bytes, this.expectedBytes));
			this.joined = out;
		}
		return out;
	}

	private void writeJoined() {
		ByteBuf out = this.joined;
		if (out != null) {
			this.joined = null;
			this.expectedBytes = out.readableBytes();
			this.channel.write(out, this.channel.voidPromise());
		}
	}

	private void flushLater() {
		if (!this.flushPending) {
			this.flushPending = true;
			FlushBatch.add(this.channel.eventLoop(), this);
		}
	}

	/**
	 * Hand everything written so far to the socket.
	 */
	void flush() {
		this.flushPending = false;
		writeJoined();
		this.channel.flush();
	}

	/**
	 * Hand everything written so far to the socket, and act when it has gone there.
	 */
	void flushThen(ChannelFutureListener action) {
		writeJoined();
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(action);
	}

	/**
	 * Give back what was never written.
	 */
	void release() {
		if (this.joined != null) {
			this.joined.release();
			this.joined = null;
		}
	}

}
