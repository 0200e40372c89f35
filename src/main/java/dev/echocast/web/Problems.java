package dev.echocast.web;

import java.util.Set;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.transport.Admission;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Errors of {@code /api}: RFC 9457 problem details.
 */
final class Problems {

	private Problems() {
	}

	static Mono<ServerResponse> respond(HttpStatusCode status, String detail) {
		return respond(ServerResponse.status(status), status, detail);
	}

	static Mono<ServerResponse> notFound(ServerRequest request) {
		return respond(HttpStatus.NOT_FOUND, "There is nothing at " + request.path());
	}

	static Mono<ServerResponse> methodNotAllowed(ServerRequest request, Set<HttpMethod> allowed) {
		HttpStatus status = HttpStatus.METHOD_NOT_ALLOWED;
		return respond(ServerResponse.status(status).allow(allowed), status,
				"Method " + request.method() + " is not allowed here");
	}

	/**
	 * Tell what is wrong with a request, and what would not be.
	 */
	static Mono<ServerResponse> unacceptable(UnacceptableException ex) {
		return respond(ServerResponse.status(ex.status()).headers((all) -> ex.headers().forEach(all::set)), ex.status(),
				ex.detail());
	}

	/**
	 * Tell that there is no place for one more session.
	 */
	static Mono<ServerResponse> refused(Admission.Refused refused) {
		HttpStatus status = HttpStatus.valueOf(refused.status());
		return respond(ServerResponse.status(status).header("Retry-After", Long.toString(refused.retryAfterSeconds())),
				status, refused.detail());
	}

	/**
	 * Tell that the service cannot do it now but will be able to.
	 */
	static Mono<ServerResponse> unavailable(String detail) {
		HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
		return respond(ServerResponse.status(status).header("Retry-After", "1"), status, detail);
	}

	static Mono<ServerResponse> unavailable(EngineUnavailableException ex) {
		return unavailable(String.valueOf(ex.getMessage()));
	}

	private static Mono<ServerResponse> respond(ServerResponse.BodyBuilder response, HttpStatusCode status,
			String detail) {
		return response.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyValue(ProblemDetail.forStatusAndDetail(status, detail));
	}

}
