package dev.echocast.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text of a message while its bytes come in, split anywhere. What can no longer become
 * valid UTF-8 is noticed at once.
 */
final class Utf8Text {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

	private CharBuffer text = CharBuffer.allocate(64);

	/** The beginning of a character whose rest has not come: three bytes at most. */
	private ByteBuffer rest = NOTHING;

	/**
	 * Returns whether all so far is valid.
	 */
	boolean append(ByteBuffer bytes) {
		ByteBuffer in = this.rest.hasRemaining() ? joined(bytes) : bytes;
		ensure(in.remaining());
		CoderResult result = this.decoder.decode(in, this.text, false);
		this.rest = in.hasRemaining() ? ByteBuffer.allocate(in.remaining()).put(in).flip() : NOTHING;
		return !result.isError();
	}

	boolean isComplete() {
		return !this.rest.hasRemaining();
	}

	/** Returns the text and starts the next. */
	String take() {
		String result = this.text.flip().toString();
		this.text = CharBuffer.allocate(64);
		this.decoder.reset();
		return result;
	}

	/** UTF-8 never has more characters than bytes. */
	private void ensure(int more) {
		if (this.text.remaining() < more) {
			int capacity = Math.max(this.text.position() + more, this.text.capacity() * 2);
			this.text = CharBuffer.allocate(capacity).put(this.text.flip());
		}
	}

	private ByteBuffer joined(ByteBuffer bytes) {
		return ByteBuffer.allocate(this.rest.remaining() + bytes.remaining()).put(this.rest).put(bytes).flip();
	}

}
