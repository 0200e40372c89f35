package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.echocast.transport.OpeningHandshake.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Answers opening handshakes: with 101 those that RFC 6455 allows, the others with a
 * status and one line of why.
 */
final class HandshakeService implements WebSocketService {

	private final RequestUpgradeStrategy upgrade;

	HandshakeService(RequestUpgradeStrategy upgrade) {
		this.upgrade = upgrade;
	}

	@Override
	public Mono<Void> handleRequest(ServerWebExchange exchange, WebSocketHandler handler) {
		ServerHttpRequest request = exchange.getRequest();
		Refusal refusal = OpeningHandshake.check(request.getMethod(), request.getHeaders());
		if (refusal != null) {
			return refuse(exchange.getResponse(), refusal);
		}
		String subprotocol = OpeningHandshake.subprotocol(request.getHeaders(), handler.getSubProtocols());
		return this.upgrade.upgrade(exchange, handler, subprotocol, () -> info(exchange, subprotocol));
	}

	private static HandshakeInfo info(ServerWebExchange exchange, @Nullable String subprotocol) {
		ServerHttpRequest request = exchange.getRequest();
		// The request's own headers are gone when the session is open.
		return new HandshakeInfo(request.getURI(), HttpHeaders.copyOf(request.getHeaders()),
				new LinkedMultiValueMap<>(), exchange.getPrincipal(), subprotocol, request.getRemoteAddress(), Map.of(),
				exchange.getLogPrefix());
	}

	private static Mono<Void> refuse(ServerHttpResponse response, Refusal refusal) {
		response.setStatusCode(refusal.status());
		refusal.headers().forEach(response.getHeaders()::set);
		response.getHeaders().setContentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
		byte[] line = (refusal.detail() + "\n").getBytes(StandardCharsets.UTF_8);
		response.getHeaders().setContentLength(line.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(line)));
	}

}
