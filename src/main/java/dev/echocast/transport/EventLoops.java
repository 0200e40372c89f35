package dev.echocast.transport;

import java.util.concurrent.Executor;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.Connection;

/**
 * Finds the event loop of a plain request, the same object that
 * {@link LocalSession#eventLoop()} gives for sessions on that thread.
 */
public final class EventLoops {

	private EventLoops() {
	}

	public static Executor of(ServerHttpRequest request) {
		Connection connection = ServerHttpRequestDecorator.getNativeRequest(request);
		return connection.channel().eventLoop();
	}

}
