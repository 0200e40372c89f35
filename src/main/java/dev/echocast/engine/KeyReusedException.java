package dev.echocast.engine;

/**
 * Something else was published under the same idempotency key; nothing is published.
 */
public final class KeyReusedException extends RuntimeException {

	public KeyReusedException() {
		super("another message was published under this key", null, false, false);
	}

}
