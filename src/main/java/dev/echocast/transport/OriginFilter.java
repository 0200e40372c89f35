package dev.echocast.transport;

import java.time.Duration;
import java.util.List;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Holds plain HTTP to the {@link OriginPolicy} of handshakes: what changes something is
 * refused to the pages of other hosts, and the pages of origins listed may read the
 * answers (CORS).
 */
final class OriginFilter implements WebFilter, Ordered {

	/** For how long a browser may remember what it may send. */
	private static final Duration REMEMBERED = Duration.ofMinutes(30);

	private final OriginPolicy origins;

	private final SessionListeners listeners;

	private final CorsProcessor cors = new DefaultCorsProcessor();

	private final CorsConfiguration listed = new CorsConfiguration();

	OriginFilter(OriginPolicy origins, SessionListeners listeners) {
		this.origins = origins;
		this.listeners = listeners;
		this.listed.setAllowedMethods(List.of(CorsConfiguration.ALL));
		this.listed
			.setAllowedHeaders(List.of("Content-Type", "Idempotency-Key", "Last-Event-ID", HttpHeaders.AUTHORIZATION));
		this.listed.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER, HttpHeaders.LOCATION, "Idempotency-Replayed"));
		this.listed.setMaxAge(REMEMBERED);
		if (origins.allowsAny()) {
			this.listed.setAllowedOrigins(List.of(CorsConfiguration.ALL));
		}
		else {
			// Only origins listed get there; each is told its own name.
			this.listed.setAllowedOriginPatterns(List.of(CorsConfiguration.ALL));
			this.listed.setAllowCredentials(true);
		}
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (request.getHeaders().containsHeader(HttpHeaders.UPGRADE) && isSafe(request.getMethod())) {
			// A handshake, whose own checks ask the same policy.
			return chain.filter(exchange);
		}
		List<String> origin = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
		if (origin.size() > 1) {
			return refuse("malformed", HttpStatus.BAD_REQUEST, "Origin may be there once");
		}
		if (this.origins.lists(origin)) {
			boolean goOn = this.cors.process(this.listed, exchange) && !CorsUtils.isPreFlightRequest(request);
			return goOn ? chain.filter(exchange) : Mono.empty();
		}
		if (!isSafe(request.getMethod()) && !this.origins.allows(origin, request.getURI())) {
			return refuse("origin", HttpStatus.FORBIDDEN, "Origin is not allowed");
		}
		if (this.origins.listsSome()) {
			exchange.getResponse().getHeaders().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
		}
		return chain.filter(exchange);
	}

	private Mono<Void> refuse(String reason, HttpStatus status, String detail) {
		this.listeners.rejected(reason);
		return Mono.error(new ResponseStatusException(status, detail));
	}

	/** Whether it only asks (RFC 9110, section 9.2.1). */
	private static boolean isSafe(HttpMethod method) {
		return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method) || HttpMethod.OPTIONS.equals(method);
	}

}
