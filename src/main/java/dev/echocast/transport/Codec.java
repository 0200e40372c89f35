package dev.echocast.transport;

import dev.echocast.frame.ControlFrames;
import dev.echocast.frame.FrameDecoder;
import dev.echocast.frame.PerMessageDeflate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * What the frames of a connection are to its handler, and what the handler's messages are
 * on the wire. Confined to the connection's event loop.
 */
sealed interface Codec permits MessageCodec, StreamCodec {

	/** For handlers that take and give whole messages. */
	static Factory messages(TransportProperties properties, @Nullable PerMessageDeflate compression) {
		return (control, session, writer, pings, memory) -> new MessageCodec(control, session, writer, memory,
				properties, compression);
	}

	/** For handlers that take and give pieces of frames. */
	static Factory pieces() {
		return StreamCodec::new;
	}

	/** Parses what the peer sends. */
	FrameDecoder decoder();

	/** Takes what was parsed. */
	FrameDecoder.Sink frames();

	/** Write an element of the handler's stream, which is given away. */
	void write(WebSocketMessage message);

	/**
	 * Whether shared messages may be sent compressed; not when the peer's window is
	 * smaller than what those may refer to.
	 */
	boolean takesCompressed();

	/**
	 * Look whether the peer takes too long to complete a message.
	 * @param wanted whether it is being read from; otherwise it cannot
	 */
	boolean isOverdue(long now, boolean wanted);

	/** Give back what is assembled and will not be completed. */
	void release();

	/** Makes the codec of a connection. */
	@FunctionalInterface
	interface Factory {

		Codec create(ControlFrames.Sink control, SessionLife session, FrameWriter writer, Pings pings,
				ConnectionMemory memory);

	}

}
