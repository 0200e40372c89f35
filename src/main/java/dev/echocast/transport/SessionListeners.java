package dev.echocast.transport;

import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * Asked for a listener whenever a session opens.
 */
public interface SessionListeners {

	/**
	 * A session has opened; called on its event loop before anything is read.
	 * @param endpoint the name of the endpoint it speaks to
	 */
	SessionListener opened(WebSocketSession session, String endpoint);

}
