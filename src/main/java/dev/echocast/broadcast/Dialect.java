package dev.echocast.broadcast;

import dev.echocast.session.OutboundQueue;
import dev.echocast.transport.LocalSession;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How a topic and a WebSocket session talk to each other.
 */
sealed interface Dialect permits RawDialect, JsonDialect {

	/**
	 * A member that has not joined yet; on the session's event loop.
	 * @param queue what it is sent from
	 */
	Member member(LocalSession session, JoinRequest request, OutboundQueue queue);

	/**
	 * Take what a member sends. Each message is requested when the topic has taken the
	 * one before; completes with them.
	 * <p>
	 * Fails with {@link dev.echocast.engine.PublishRejectedException} or
	 * {@link dev.echocast.engine.EngineUnavailableException} when the member cannot be
	 * told of that in its own words.
	 */
	Mono<Void> inbound(LocalSession session, Member member);

	static boolean isText(WebSocketMessage message) {
		return message.getType() == WebSocketMessage.Type.TEXT;
	}

	static byte[] payload(WebSocketMessage message) {
		byte[] payload = new byte[message.getPayload().readableByteCount()];
		message.getPayload().read(payload);
		return payload;
	}

}
