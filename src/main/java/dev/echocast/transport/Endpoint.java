package dev.echocast.transport;

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
	 * Whether {@code receive()} gives frames while they arrive instead of whole messages.
	 * A message of any size then takes constant memory: each element is a piece of a
	 * frame, which, sent back retained, leaves as the same piece. Compression is not
	 * negotiated then.
	 */
	default boolean streams() {
		return false;
	}

}
