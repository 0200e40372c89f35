package dev.echocast.client;

/**
 * By which a {@link TokenSource} says why it has none. The message appears in failures
 * and events, so there must be nothing secret in it.
 */
public final class NoTokenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean transientFailure;

	/**
	 * @param transientFailure whether asking again later may help; otherwise the client
	 * ends
	 */
	public NoTokenException(String message, boolean transientFailure) {
		super(message);
		this.transientFailure = transientFailure;
	}

	public boolean isTransient() {
		return this.transientFailure;
	}

}
