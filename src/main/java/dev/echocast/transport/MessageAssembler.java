package dev.echocast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Assembles frames into messages (RFC 6455, section 5.4): fragments in order, control
 * frames between them, the whole under a size limit, text checked as UTF-8 while it
 * arrives. A message that lies in one piece of the input is handed on without a copy;
 * memory for any other grows with the bytes received, never with a length declared.
 * Confined to one thread.
 */
final class MessageAssembler implements FrameDecoder.Sink {

	/**
	 * Takes what the peer said.
	 */
	interface Sink {

		/**
		 * A complete message; the payload is the sink's to release.
		 */
		void message(Opcode type, ByteBuf payload);

		/**
		 * A ping; the payload is borrowed.
		 */
		void ping(ByteBuf payload);

		/**
		 * A pong; the payload is borrowed.
		 */
		void pong(ByteBuf payload);

		/**
		 * The Close frame, after which nothing comes.
		 */
		void peerClosed(CloseStatus status);

	}

	private final ByteBufAllocator allocator;

	private final Sink sink;

	private final long maxSize;

	private final Utf8Validator utf8 = new Utf8Validator();

	private Opcode frame = Opcode.CONTINUATION;

	private boolean fin;

	/** The type of the message under way, or null between messages. */
	private @Nullable Opcode type;

	private @Nullable ByteBuf assembly;

	private @Nullable ByteBuf control;

	MessageAssembler(ByteBufAllocator allocator, long maxSize, Sink sink) {
		this.allocator = allocator;
		this.maxSize = maxSize;
		this.sink = sink;
	}

	@Override
	public void frame(Opcode opcode, boolean fin, boolean compressed, long length) {
		this.frame = opcode;
		if (opcode.isControl()) {
			return;
		}
		if ((opcode == Opcode.CONTINUATION) != (this.type != null)) {
			throw CloseException.protocolError(
					(this.type != null) ? "data frame inside a fragmented message" : "continuation of no message");
		}
		if (this.type == null) {
			this.type = opcode;
		}
		this.fin = fin;
		if (length > this.maxSize - size()) {
			throw FrameDecoder.tooBig(this.maxSize);
		}
	}

	@Override
	public void payload(ByteBuf bytes, boolean end) {
		if (this.frame.isControl()) {
			control(bytes, end);
			return;
		}
		boolean complete = end && this.fin;
		if (this.type == Opcode.TEXT) {
			this.utf8.validate(bytes);
			if (complete) {
				this.utf8.complete();
			}
		}
		if (!complete || this.assembly != null) {
			this.assembly = append(this.assembly, bytes);
		}
		if (complete) {
			complete(bytes);
		}
	}

	private void complete(ByteBuf lastBytes) {
		Opcode type = java.util.Objects.requireNonNull(this.type);
		ByteBuf message = (this.assembly != null) ? this.assembly : lastBytes.retain();
		this.type = null;
		this.assembly = null;
		this.sink.message(type, message);
	}

	private void control(ByteBuf bytes, boolean end) {
		if (!end || this.control != null) {
			this.control = append(this.control, bytes);
		}
		if (!end) {
			return;
		}
		ByteBuf whole = (this.control != null) ? this.control : bytes;
		try {
			switch (this.frame) {
				case PING -> this.sink.ping(whole);
				case PONG -> this.sink.pong(whole);
				default -> this.sink.peerClosed(CloseCodes.read(whole));
			}
		}
		finally {
			releaseControl();
		}
	}

	private int size() {
		return (this.assembly != null) ? this.assembly.readableBytes() : 0;
	}

	private ByteBuf append(@Nullable ByteBuf target, ByteBuf bytes) {
		ByteBuf result = (target != null) ? target : this.allocator.buffer(Math.max(bytes.readableBytes(), 256));
		return result.writeBytes(bytes);
	}

	/**
	 * Give back what an unfinished message holds.
	 */
	void release() {
		releaseControl();
		if (this.assembly != null) {
			this.assembly.release();
			this.assembly = null;
		}
	}

	private void releaseControl() {
		if (this.control != null) {
			this.control.release();
			this.control = null;
		}
	}

}
