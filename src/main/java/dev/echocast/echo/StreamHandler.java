package dev.echocast.echo;

import dev.echocast.access.Permission;
import dev.echocast.access.Action;
import java.util.List;
import java.net.URI;
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
	public List<String> getSubProtocols() {
		return List.of(Endpoint.RAW);
	}

	@Override
	public List<Permission> permissions(URI uri) {
		return List.of(Permission.to(Action.ECHO));
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		return session.send(session.receive().map(WebSocketMessage::retain));
	}

}
