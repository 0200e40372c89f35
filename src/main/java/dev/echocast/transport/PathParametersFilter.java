package dev.echocast.transport;

import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Knows no path with parameters ({@code /a;b}): patterns of routes pass over them, so
 * that another path would be served than the one that was matched.
 */
final class PathParametersFilter implements WebFilter, Ordered {

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		boolean parameters = exchange.getRequest().getPath().value().indexOf(';') >= 0;
		return parameters ? Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND, "Page not found"))
				: chain.filter(exchange);
	}

}
