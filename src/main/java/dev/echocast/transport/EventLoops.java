package dev.echocast.transport;

import java.util.concurrent.Executor;

import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * Tells on which event loop a session lives, for those who serve many sessions and cross
 * threads once per event loop.
 */
public final class EventLoops {

	private EventLoops() {
	}

	/**
	 * The event loop of a session; equal for sessions that share a thread.
	 */
	public static Executor of(WebSocketSession session) {
		if (session instanceof NettyWebSocketSession netty) {
			return netty.eventLoop();
		}
		throw new IllegalArgumentException("not a session of this server: " + session.getClass());
	}

}
