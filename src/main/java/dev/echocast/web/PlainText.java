package dev.echocast.web;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Errors outside {@code /api}, in the words of the server that Echocast replaces.
 */
final class PlainText {

	private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	private PlainText() {
	}

	static Mono<ServerResponse> notFound(ServerRequest request) {
		return ServerResponse.status(404).contentType(TEXT).bodyValue("Page not found");
	}

	static Mono<ServerResponse> methodNotAllowed(ServerRequest request, Set<HttpMethod> allowed) {
		return ServerResponse.status(405)
			.allow(allowed)
			.contentType(TEXT)
			.bodyValue("Invalid request-method '" + request.method() + "'");
	}

	static Mono<ServerResponse> error(HttpStatusCode status, String detail) {
		return ServerResponse.status(status).contentType(TEXT).bodyValue(detail);
	}

}
