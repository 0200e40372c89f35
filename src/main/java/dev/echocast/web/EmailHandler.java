package dev.echocast.web;

import java.util.Map;

import dev.echocast.broadcast.BoundedJson;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /email}: takes an address and confirms it.
 */
final class EmailHandler {

	private static final int FAILED = 1001;

	private final Bodies bodies;

	EmailHandler(Bodies bodies) {
		this.bodies = bodies;
	}

	Mono<ServerResponse> receive(ServerRequest request) {
		return this.bodies.read(request)
			.flatMap(this::confirm)
			.onErrorResume(DataBufferLimitException.class,
					(tooLarge) -> failed(HttpStatus.CONTENT_TOO_LARGE, "body over " + Bodies.MAX_BYTES + " bytes"))
			.onErrorResume(UnacceptableException.class,
					(ex) -> respond(ex.status(), ex.headers(), new Failure(FAILED, ex.detail())));
	}

	private Mono<ServerResponse> confirm(byte[] body) {
		JsonNode root;
		try {
			root = BoundedJson.read(body);
		}
		catch (JacksonException ex) {
			return failed(HttpStatus.BAD_REQUEST, "body is " + BoundedJson.fault(ex));
		}
		JsonNode email = root.path("email");
		if (root.isMissingNode()) {
			return failed(HttpStatus.BAD_REQUEST, "body is empty");
		}
		if (!email.isString()) {
			return failed(HttpStatus.BAD_REQUEST, "body has no string 'email'");
		}
		if (email.asString().isBlank()) {
			return failed(HttpStatus.BAD_REQUEST, "body has an empty 'email'");
		}
		return respond(HttpStatus.OK, Map.of(), new Confirmation(0, email.asString(), "received email post success"));
	}

	private static Mono<ServerResponse> failed(HttpStatus status, String message) {
		return respond(status, Map.of(), new Failure(FAILED, message));
	}

	private static Mono<ServerResponse> respond(HttpStatus status, Map<String, String> headers, Object body) {
		return ServerResponse.status(status)
			.headers((all) -> headers.forEach(all::set))
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body);
	}

	/**
	 * The answer to an address.
	 */
	record Confirmation(int error, String email, String message) {

	}

	/**
	 * The answer to anything else.
	 */
	record Failure(int error, String message) {

	}

}
