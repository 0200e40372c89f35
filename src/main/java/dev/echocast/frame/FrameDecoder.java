package dev.echocast.frame;

import io.netty.buffer.ByteBuf;

/**
 * Parses what the peer sends into frames (RFC 6455, section 5.2), strictly: every frame
 * of a client masked and none of a server, reserved bits only as negotiated, lengths
 * minimal, control frames short and whole. Payload is unmasked in place and handed on
 * while it arrives, so that a frame of any length takes no memory here.
 *
 * <p>
 * It knows single frames only; what a sequence of frames may be is the sink's concern.
 * Confined to one thread.
 */
public final class FrameDecoder {

	/**
	 * Takes frames as they are parsed.
	 */
	public interface Sink {

		/**
		 * A frame begins.
		 * @param length the payload length in bytes, declared but not yet received
		 */
		void frame(Opcode opcode, boolean fin, boolean compressed, long length);

		/**
		 * Unmasked payload of the current frame; borrowed, and valid during the call only
		 * unless retained.
		 * @param end whether the frame ends with it
		 */
		void payload(ByteBuf bytes, boolean end);

	}

	private static final int RSV = 0x70;

	private enum Expected {

		FIRST_BYTE, LENGTH, EXTENDED_LENGTH, MASKING_KEY, PAYLOAD

	}

	private static final int OPCODE = 0x0F;

	private final boolean expectsMask;

	private final int allowedRsv;

	private Expected expected = Expected.FIRST_BYTE;

	private byte firstByte;

	private boolean masked;

	private int lengthBytes;

	private long length;

	private int due;

	private int maskingKey;

	private boolean skipping;

	private boolean closeEnded;

	/**
	 * Create a decoder for one connection.
	 * @param role the side that reads
	 * @param compression whether permessage-deflate, which owns RSV1, was negotiated
	 */
	public FrameDecoder(Role role, boolean compression) {
		this.expectsMask = role == Role.SERVER;
		this.allowedRsv = compression ? FrameHeader.RSV1 : 0;
	}

	/**
	 * Consume bytes up to and including one piece of payload.
	 * @return whether a piece of payload was handed on; if not, all bytes are consumed
	 * @throws ProtocolViolation with 1002 when the bytes are no valid frame
	 */
	public boolean decode(ByteBuf in, Sink sink) {
		if (this.expected != Expected.PAYLOAD) {
			if (!readHeader(in)) {
				return false;
			}
			sink.frame(opcode(), isFin(), (this.firstByte & RSV) != 0, this.length);
		}
		int readable = in.readableBytes();
		if (readable == 0 && this.length > 0) {
			return false;
		}
		int size = (int) Math.min(readable, this.length);
		if (this.masked) {
			this.maskingKey = Masking.apply(in, in.readerIndex(), size, this.maskingKey);
		}
		ByteBuf bytes = in.readSlice(size);
		this.length -= size;
		boolean end = endsFrame();
		sink.payload(bytes, end);
		return true;
	}

	private boolean readHeader(ByteBuf in) {
		while (in.isReadable()) {
			header(in.readByte());
			if (this.expected == Expected.PAYLOAD) {
				return true;
			}
		}
		return false;
	}

	private boolean endsFrame() {
		boolean end = this.length == 0;
		if (end) {
			this.expected = Expected.FIRST_BYTE;
			this.closeEnded |= (this.firstByte & OPCODE) == Opcode.CLOSE.code();
		}
		return end;
	}

	/**
	 * Pass over bytes, from wherever decoding stopped and valid or not, up to the end of
	 * a Close frame.
	 * @return whether there has been one
	 */
	public boolean skipToClose(ByteBuf in) {
		this.skipping = true;
		while (!this.closeEnded && (in.isReadable() || isAtEnd())) {
			if (this.expected != Expected.PAYLOAD) {
				header(in.readByte());
			}
			else {
				int size = (int) Math.min(in.readableBytes(), this.length);
				in.skipBytes(size);
				this.length -= size;
				endsFrame();
			}
		}
		return this.closeEnded;
	}

	private boolean isAtEnd() {
		return this.expected == Expected.PAYLOAD && this.length == 0;
	}

	private void header(byte value) {
		switch (this.expected) {
			case FIRST_BYTE -> firstByte(value);
			case LENGTH -> length(value);
			case EXTENDED_LENGTH -> extendedLength(value);
			default -> maskingKey(value);
		}
	}

	/**
	 * The state moves on before anything is refused, so that skipping can go on from it.
	 */
	private void firstByte(byte value) {
		this.firstByte = value;
		this.expected = Expected.LENGTH;
		if (this.skipping) {
			return;
		}
		int rsv = value & RSV;
		if ((rsv & ~this.allowedRsv) != 0) {
			throw ProtocolViolation.protocolError("reserved bit set");
		}
		Opcode opcode = opcode();
		if (opcode.isControl() && !isFin()) {
			throw ProtocolViolation.protocolError("fragmented control frame");
		}
		if (rsv != 0 && (opcode.isControl() || opcode == Opcode.CONTINUATION)) {
			throw ProtocolViolation.protocolError("reserved bit set");
		}
	}

	private Opcode opcode() {
		return Opcode.of(this.firstByte & OPCODE);
	}

	private boolean isFin() {
		return this.firstByte < 0;
	}

	private void length(byte value) {
		this.masked = value < 0;
		int length = value & 0x7F;
		this.lengthBytes = (length == 127) ? 8 : (length == 126) ? 2 : 0;
		if (this.lengthBytes == 0) {
			this.length = length;
			expectMaskingKey();
		}
		else {
			this.length = 0;
			this.due = this.lengthBytes;
			this.expected = Expected.EXTENDED_LENGTH;
		}
		if (this.skipping) {
			return;
		}
		if (this.masked != this.expectsMask) {
			throw ProtocolViolation.protocolError(this.masked ? "frame is masked" : "frame is not masked");
		}
		if (length > 125 && opcode().isControl()) {
			throw ProtocolViolation.protocolError("control frame over 125 bytes");
		}
	}

	private void extendedLength(byte value) {
		this.length = (this.length << 8) | (value & 0xFF);
		if (--this.due > 0) {
			return;
		}
		boolean negative = this.length < 0;
		boolean minimal = this.length > ((this.lengthBytes == 2) ? 125 : 0xFFFF);
		this.length = negative ? Long.MAX_VALUE : this.length;
		expectMaskingKey();
		if (!this.skipping && (negative || !minimal)) {
			throw ProtocolViolation.protocolError(negative ? "negative length" : "length not minimal");
		}
	}

	private void expectMaskingKey() {
		this.due = Integer.BYTES;
		this.expected = this.masked ? Expected.MASKING_KEY : Expected.PAYLOAD;
	}

	private void maskingKey(byte value) {
		this.maskingKey = (this.maskingKey << 8) | (value & 0xFF);
		if (--this.due == 0) {
			this.expected = Expected.PAYLOAD;
		}
	}

}
