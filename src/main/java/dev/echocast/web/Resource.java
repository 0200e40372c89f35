package dev.echocast.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * A path and what it does for each method; {@code HEAD} comes with {@code GET}, and any
 * other method gets 405 with {@code Allow}.
 */
final class Resource {

	private final String path;

	private final Map<HttpMethod, HandlerFunction<ServerResponse>> methods = new LinkedHashMap<>();

	private Resource(String path) {
		this.path = path;
	}

	static Resource at(String path) {
		return new Resource(path);
	}

	Resource get(HandlerFunction<ServerResponse> handler) {
		this.methods.put(HttpMethod.GET, handler);
		this.methods.put(HttpMethod.HEAD, handler);
		return this;
	}

	Resource post(HandlerFunction<ServerResponse> handler) {
		this.methods.put(HttpMethod.POST, handler);
		return this;
	}

	/**
	 * Build the route.
	 * @param notAllowed answers other methods, given the allowed ones
	 */
	RouterFunction<ServerResponse> or405(BiFunction<ServerRequest, Set<HttpMethod>, Mono<ServerResponse>> notAllowed) {
		return RouterFunctions.route(RequestPredicates.path(this.path), (request) -> {
			HandlerFunction<ServerResponse> handler = this.methods.get(request.method());
			return (handler != null) ? handler.handle(request) : notAllowed.apply(request, this.methods.keySet());
		});
	}

}
