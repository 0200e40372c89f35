package dev.echocast.transport;

import java.net.URI;
import java.util.List;

import dev.echocast.access.DeniedException;
import dev.echocast.access.Permission;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

/**
 * Closes a session at once that should not have begun. A page cannot see the status of a
 * handshake that is refused, and would try again for ever; a close code it sees.
 */
final class Dismissal implements Endpoint {

	/** Subprotocols that say what their close codes mean. */
	private static final String FAMILY = "echocast.v1.";

	private final WebSocketHandler handler;

	private final CloseStatus status;

	Dismissal(WebSocketHandler handler, DeniedException denied) {
		this.handler = handler;
		this.status = new CloseStatus(denied.reason().closeCode(), denied.detail());
	}

	/**
	 * Whether a peer that has chosen this subprotocol is told by a close code.
	 */
	static boolean isUnderstoodIn(String subprotocol) {
		return subprotocol.startsWith(FAMILY);
	}

	@Override
	public String name() {
		return Endpoint.name(this.handler);
	}

	@Override
	public List<String> getSubProtocols() {
		return this.handler.getSubProtocols();
	}

	@Override
	public List<Permission> permissions(URI uri) {
		return List.of();
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		return Mono.error(new CloseException(this.status));
	}

}
