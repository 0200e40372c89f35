package dev.echocast.web;

import java.util.Map;

import org.springframework.http.HttpStatus;

/**
 * A request with something wrong in its headers or its body.
 */
final class UnacceptableException extends RuntimeException {

	private final HttpStatus status;

	private final String detail;

	private final transient Map<String, String> headers;

	UnacceptableException(HttpStatus status, String detail) {
		this(status, detail, Map.of());
	}

	/**
	 * Create it.
	 * @param headers of the answer, which say what would be acceptable
	 */
	UnacceptableException(HttpStatus status, String detail, Map<String, String> headers) {
		super(detail, null, false, false);
		this.status = status;
		this.detail = detail;
		this.headers = headers;
	}

	HttpStatus status() {
		return this.status;
	}

	String detail() {
		return this.detail;
	}

	Map<String, String> headers() {
		return this.headers;
	}

}
