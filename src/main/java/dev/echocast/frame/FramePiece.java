package dev.echocast.frame;

/**
 * Where a piece of payload belongs, for endpoints that take frames as they arrive: it
 * comes as the native message of a {@code WebSocketMessage}, and one that is sent with it
 * leaves as the same part of the same frame.
 *
 * @param opcode the frame's
 * @param fin whether the frame ends its message
 * @param frameLength the payload length of the whole frame, in bytes
 * @param begin whether the frame begins with this piece
 * @param end whether the frame ends with this piece
 */
public record FramePiece(Opcode opcode, boolean fin, long frameLength, boolean begin, boolean end) {

	public boolean endsMessage() {
		return this.fin && this.end;
	}

}
