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

}
