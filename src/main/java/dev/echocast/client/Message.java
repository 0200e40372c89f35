package dev.echocast.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A complete message (RFC 6455 section 5.6), immutable and safe to share. Nothing has to
 * be released.
 */
public sealed interface Message {

	/**
	 * The payload's length on the wire, in bytes, before masking and compression.
	 */
	int size();

	static Message text(String text) {
		return new Text(text);
	}

	/**
	 * Takes the bytes over without copying: the caller does not change them any more.
	 */
	static Message binary(byte... bytes) {
		return new Binary(ByteBuffer.wrap(bytes));
	}

	/**
	 * A text message. Unpaired surrogates are sent as {@code ?}.
	 */
	record Text(String text) implements Message {

		@Override
		public int size() {
			int size = 0;
			for (int i = 0; i < this.text.length(); i++) {
				char c = this.text.charAt(i);
				size += (c < 0x80) ? 1 : (c < 0x800) ? 2 : 3;
				if (Character.isHighSurrogate(c) && i + 1 < this.text.length()
						&& Character.isLowSurrogate(this.text.charAt(i + 1))) {
					size++;
					i++;
				}
			}
			return size;
		}

	}

	/**
	 * A binary message: a read-only view from position 0 to the end.
	 */
	record Binary(ByteBuffer bytes) implements Message {

		public Binary {
			bytes = bytes.slice().asReadOnlyBuffer();
		}

		/**
		 * A view of its own position, so that readers do not disturb each other.
		 */
		@Override
		public ByteBuffer bytes() {
			return this.bytes.duplicate();
		}

		@Override
		public int size() {
			return this.bytes.remaining();
		}

		public byte[] toArray() {
			byte[] copy = new byte[size()];
			bytes().get(copy);
			return copy;
		}

		@Override
		public String toString() {
			return "Binary[" + size() + " bytes]";
		}

	}

	/**
	 * The payload as text: binary is read as UTF-8 with replacement characters.
	 */
	default String asText() {
		return (this instanceof Binary binary) ? StandardCharsets.UTF_8.decode(binary.bytes()).toString()
				: ((Text) this).text();
	}

}
