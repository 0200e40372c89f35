package dev.echocast.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Assembles frames into messages (RFC 6455, section 5.4): fragments in order, control
 * frames between them, the whole under a size limit, decompressed, text checked as UTF-8
 * while it arrives. A message that lies in one piece of the input is handed on without a
 * copy; memory for any other grows with the bytes received, never with a length declared.
 * Confined to one thread.
 */
public final class MessageAssembler implements FrameDecoder.Sink {

	/**
	 * Takes messages.
	 */
	public interface Sink {

		/**
		 * A complete message; the payload is the sink's to release.
		 */
		void message(boolean text, ByteBuf payload);

		/**
		 * Fragments are kept until their message is complete.
		 * @param capacity of what they are kept in; 0 when there is nothing any more
		 */
		void assembling(int capacity);

	}

	/** What the blocks of a short message may add. */
	private static final int BLOCKS_BYTES = 64;

	private final ByteBufAllocator allocator;

	private final Sink sink;

	private final long maxSize;

	private final @Nullable MessageInflater inflater;

	private final FragmentRules rules = new FragmentRules();

	private final ControlFrames control;

	private Opcode frame = Opcode.CONTINUATION;

	private boolean fin;

	private boolean compressed;

	/** Bytes of the message received so far, before decompression. */
	private long received;

	private @Nullable ByteBuf assembly;

	/** How many messages were completed, for those who look whether that goes on. */
	private long completed;

	/**
	 * Create an assembler for one connection.
	 * @param maxSize the most bytes that a message may have, when it is decompressed
	 * @param inflater decompresses, or null when compression was not negotiated
	 */
	public MessageAssembler(ByteBufAllocator allocator, long maxSize, @Nullable MessageInflater inflater, Sink sink,
			ControlFrames.Sink control) {
		this.allocator = allocator;
		this.maxSize = maxSize;
		this.inflater = inflater;
		this.sink = sink;
		this.control = new ControlFrames(allocator, control);
	}

	public boolean inMessage() {
		return this.rules.inMessage();
	}

	public long completed() {
		return this.completed;
	}

	@Override
	public void frame(Opcode opcode, boolean fin, boolean compressed, long length) {
		this.frame = opcode;
		if (opcode.isControl()) {
			return;
		}
		this.rules.frame(opcode, length);
		if (opcode != Opcode.CONTINUATION) {
			this.compressed = compressed;
			this.received = 0;
		}
		this.fin = fin;
		if (length > maxReceived() - this.received) {
			throw ProtocolViolation.tooBig(this.maxSize);
		}
		this.received += length;
	}

	/**
	 * Noise grows when it is compressed: with fixed codes (RFC 1951, section 3.2.6) by an
	 * eighth, and by a few bytes for each block.
	 */
	private long maxReceived() {
		return this.compressed ? this.maxSize + this.maxSize / 8 + BLOCKS_BYTES : this.maxSize;
	}

	@Override
	public void payload(ByteBuf bytes, boolean end) {
		if (this.frame.isControl()) {
			this.control.payload(this.frame, bytes, end);
			return;
		}
		boolean complete = end && this.fin;
		if (this.compressed && this.inflater != null) {
			inflate(this.inflater, bytes, complete);
		}
		else {
			this.rules.payload(bytes, complete);
			if (!complete || this.assembly != null) {
				assembly(bytes.readableBytes()).writeBytes(bytes);
			}
		}
		if (this.assembly != null) {
			this.sink.assembling(complete ? 0 : this.assembly.capacity());
		}
		if (complete) {
			complete((this.assembly != null) ? this.assembly : bytes.retain());
		}
	}

	private void inflate(MessageInflater inflater, ByteBuf bytes, boolean complete) {
		ByteBuf out = assembly(4 * bytes.readableBytes());
		int from = out.writerIndex();
		inflater.inflate(bytes, complete, out, this.maxSize);
		this.rules.payload(out.slice(from, out.writerIndex() - from), complete);
	}

	private ByteBuf assembly(int expected) {
		ByteBuf assembly = this.assembly;
		if (assembly == null) {
			assembly = this.allocator.directBuffer((int) Math.min(Math.max(expected, 256), this.maxSize));
			this.assembly = assembly;
		}
		return assembly;
	}

	private void complete(ByteBuf message) {
		boolean text = this.rules.isText();
		this.rules.messageEnded();
		this.assembly = null;
		this.completed++;
		this.sink.message(text, message);
	}

	/**
	 * Give back what an unfinished message holds.
	 */
	public void release() {
		this.control.release();
		if (this.inflater != null) {
			this.inflater.release();
		}
		if (this.assembly != null) {
			this.assembly.release();
			this.assembly = null;
			this.sink.assembling(0);
		}
	}

}
