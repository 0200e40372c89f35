package dev.echocast.transport;

import dev.echocast.access.Access;
import dev.echocast.access.Caller;
import dev.echocast.access.DeniedException;
import dev.echocast.access.Identity;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Finds out who sends a request of plain HTTP, before anybody answers it. What it may do,
 * its handler asks, and {@link ActuatorPermissions} for the actuator; who may not gets
 * 401 or 403 (RFC 6750). Handshakes are {@link HandshakeService}'s.
 */
final class AccessFilter implements WebFilter, Ordered {

	/** Where nothing but handshakes is answered. */
	private static final String HANDSHAKES = "/ws/";

	private final Access access;

	private final OriginPolicy origins;

	private final ActuatorPermissions actuator;

	private final Denials denials;

	AccessFilter(Access access, OriginPolicy origins, ActuatorPermissions actuator, Denials denials) {
		this.access = access;
		this.origins = origins;
		this.actuator = actuator;
		this.denials = denials;
	}

	/** Behind {@link OriginFilter}, which also answers preflights. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (this.access.isOpen()) {
			Caller.note(exchange, Identity.ANYBODY);
			return chain.filter(exchange);
		}
		ServerHttpRequest request = exchange.getRequest();
		if (request.getPath().value().startsWith(HANDSHAKES)) {
			return chain.filter(exchange);
		}
		return this.access.identify(request, this.origins.isTrustedPage(request)).flatMap((identity) -> {
			this.actuator.check(request, identity);
			Caller.note(exchange, identity);
			return chain.filter(exchange);
		}).onErrorResume(DeniedException.class, (denied) -> deny(exchange, denied));
	}

	private Mono<Void> deny(ServerWebExchange exchange, DeniedException denied) {
		this.denials.note(denied, exchange.getRequest(), exchange.getRequest().getRemoteAddress());
		DeniedException.Reason reason = denied.reason();
		exchange.getResponse().getHeaders().set(reason.header(), reason.challenge(denied.detail()));
		return Mono.error(new ResponseStatusException(HttpStatus.valueOf(reason.status()), denied.detail()));
	}

}
