package dev.echocast.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Hands frames on while they arrive, for endpoints of constant memory: the order of
 * fragments and text are checked as in assembled messages, but nothing is kept and no
 * size is too big. A frame of up to {@link #WHOLE_FRAME_BYTES} is handed on whole, so
 * that a fault in it is noticed before any of it has left.
 */
public final class FrameForwarder implements FrameDecoder.Sink {

	public static final int WHOLE_FRAME_BYTES = 64 * 1024;

	/**
	 * Takes pieces of data frames.
	 */
	public interface Sink {

		/**
		 * A piece; the payload is the sink's to release.
		 */
		void piece(boolean text, FramePiece piece, ByteBuf payload);

		/**
		 * A frame is kept until it is whole.
		 * @param capacity of what it is kept in; 0 when there is nothing any more
		 */
		void assembling(int capacity);

	}

	private final FragmentRules rules = new FragmentRules();

	private final ControlFrames control;

	private final ByteBufAllocator allocator;

	private final Sink sink;

	private Opcode frame = Opcode.CONTINUATION;

	private boolean fin;

	private long length;

	private boolean begun;

	private @Nullable ByteBuf whole;

	public FrameForwarder(ByteBufAllocator allocator, Sink sink, ControlFrames.Sink control) {
		this.allocator = allocator;
		this.control = new ControlFrames(allocator, control);
		this.sink = sink;
	}

	@Override
	public void frame(Opcode opcode, boolean fin, boolean compressed, long length) {
		this.frame = opcode;
		if (!opcode.isControl()) {
			this.rules.frame(opcode, length);
			this.fin = fin;
			this.length = length;
			this.begun = false;
		}
	}

	@Override
	public void payload(ByteBuf bytes, boolean end) {
		if (this.frame.isControl()) {
			this.control.payload(this.frame, bytes, end);
			return;
		}
		this.rules.payload(bytes, end && this.fin);
		boolean text = this.rules.isText();
		if (end && this.fin) {
			this.rules.messageEnded();
		}
		if (this.length > WHOLE_FRAME_BYTES || (end && this.whole == null)) {
			emit(text, bytes.retain(), end);
			return;
		}
		if (this.whole == null) {
			this.whole = this.allocator.buffer((int) this.length);
			this.sink.assembling(this.whole.capacity());
		}
		this.whole.writeBytes(bytes);
		if (end) {
			ByteBuf frame = this.whole;
			this.whole = null;
			this.sink.assembling(0);
			emit(text, frame, true);
		}
	}

	private void emit(boolean text, ByteBuf payload, boolean end) {
		boolean begin = !this.begun;
		this.begun = true;
		this.sink.piece(text, new FramePiece(this.frame, this.fin, this.length, begin, end), payload);
	}

	public void release() {
		this.control.release();
		if (this.whole != null) {
			this.whole.release();
			this.whole = null;
			this.sink.assembling(0);
		}
	}

}
