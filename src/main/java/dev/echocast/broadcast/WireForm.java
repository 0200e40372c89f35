package dev.echocast.broadcast;

import dev.echocast.engine.Message;
import dev.echocast.engine.Publication;
import dev.echocast.transport.EncodedMessage;
import io.netty.buffer.ByteBufAllocator;

/**
 * The forms in which a publication goes to members.
 */
enum WireForm {

	/** The payload as it is, in a WebSocket message. */
	RAW,

	/** The same, compressed. */
	RAW_COMPRESSED,

	/** An envelope of {@link TopicJson}, in a WebSocket message. */
	JSON,

	/** The same, compressed. */
	JSON_COMPRESSED,

	/** A server-sent event. */
	EVENT;

	/** How many there are. */
	static final int COUNT = values().length;

	/**
	 * Its place in arrays that have one for each form.
	 */
	@SuppressWarnings("EnumOrdinal") // nothing outlives the process
	int index() {
		return ordinal();
	}

	/**
	 * Wrap what is not a publication: JSON or an event, whichever the member takes. The
	 * result has one reference, the caller's.
	 */
	EncodedMessage wrap(byte[] text) {
		return (this == EVENT) ? EncodedMessage.unframed(ByteBufAllocator.DEFAULT, text)
				: EncodedMessage.of(ByteBufAllocator.DEFAULT, true, text);
	}

	/**
	 * Encode a publication; the result has one reference, the caller's.
	 */
	EncodedMessage encode(Publication publication) {
		ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
		Message message = publication.message();
		return switch (this) {
			case RAW -> EncodedMessage.of(allocator, message.text(), message.payload());
			case RAW_COMPRESSED -> EncodedMessage.compressed(allocator, message.text(), message.payload());
			case JSON -> EncodedMessage.of(allocator, true, TopicJson.message(publication));
			case JSON_COMPRESSED -> EncodedMessage.compressed(allocator, true, TopicJson.message(publication));
			case EVENT -> EncodedMessage.unframed(allocator, TopicEvents.message(publication));
		};
	}

}
