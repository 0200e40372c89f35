package dev.echocast.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a sequence of data frames may be (RFC 6455, section 5.4): fragments of one message
 * at a time, and text in UTF-8 across them.
 */
final class FragmentRules {

	/**
	 * Fragments that carry something are limited by what they carry; of the empty ones a
	 * message may have this many, more than any library sends.
	 */
	private static final int MAX_EMPTY_FRAGMENTS = 256;

	private final Utf8Validator utf8 = new Utf8Validator();

	/** The type of the message under way, or null between messages. */
	private @Nullable Opcode type;

	private int emptyFragments;

	/**
	 * A data frame begins.
	 * @throws ProtocolViolation with 1002 when it may not come now, 1008 for a flood of
	 * empty ones
	 */
	void frame(Opcode opcode, long length) {
		if ((opcode == Opcode.CONTINUATION) != (this.type != null)) {
			throw ProtocolViolation.protocolError(
					(this.type != null) ? "data frame inside a fragmented message" : "continuation of no message");
		}
		if (this.type == null) {
			this.type = opcode;
			this.emptyFragments = 0;
		}
		if (length == 0 && ++this.emptyFragments > MAX_EMPTY_FRAGMENTS) {
			throw new ProtocolViolation(1008, "too many empty fragments");
		}
	}

	/**
	 * Payload arrives.
	 * @throws ProtocolViolation with 1007 when text is not UTF-8
	 */
	void payload(ByteBuf bytes, boolean endsMessage) {
		if (this.type == Opcode.TEXT) {
			this.utf8.validate(bytes);
			if (endsMessage) {
				this.utf8.complete();
			}
		}
	}

	boolean isText() {
		return this.type == Opcode.TEXT;
	}

	boolean inMessage() {
		return this.type != null;
	}

	void messageEnded() {
		this.type = null;
	}

}
