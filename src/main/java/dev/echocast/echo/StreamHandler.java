package dev.echocast.echo;

import dev.echocast.transport.Endpoint;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

/**
 * {@code /ws/stream}: echoes frame by frame, with the peer's own fragmentation, while the
 * frames arrive. A message of any size takes constant memory.
 */
final class StreamHandler implements Endpoint {

	@Override
	public String name() {
		return "stream";
	}

	@Override
	public boolean streams() {
		return true;
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		return session.send(session.receive().map(WebSocketMessage::retain));
	}

}
