package dev.echocast.transport;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.WebSocketHandler;

/**
 * A WebSocket endpoint: a handler with the name that meters and logs use.
 */
public interface Endpoint extends WebSocketHandler {

	/**
	 * A short constant such as {@code echo}.
	 */
	String name();

	/**
	 * Why a request to this endpoint is malformed, in one line; {@code null} when it is
	 * not. It is refused with 400 then.
	 */
	default @Nullable String refuse(URI uri) {
		return null;
	}

	/**
	 * Whether {@code receive()} gives frames while they arrive instead of whole messages.
	 * A message of any size then takes constant memory: each element is a piece of a
	 * frame, which, sent back retained, leaves as the same piece. Compression is not
	 * negotiated then.
	 */
	default boolean streams() {
		return false;
	}

}
