package dev.echocast.transport;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Ends a session with the close code and reason it carries. A handler whose
 * {@code Mono<Void>} fails with it closes the session on purpose; any other failure
 * closes with 1011. It has no stack trace, because hostile peers cause it at will.
 */
public final class CloseException extends RuntimeException {

	private final transient CloseStatus status;

	public CloseException(CloseStatus status) {
		super(status.toString(), null, false, false);
		this.status = status;
	}

	/**
	 * For a peer that this node has no memory for: it may find some elsewhere.
	 */
	public static CloseException shortOfMemory() {
		return new CloseException(CloseStatus.SERVICE_OVERLOAD.withReason("node is short of memory: reconnect"));
	}

	public CloseStatus status() {
		return this.status;
	}

}
