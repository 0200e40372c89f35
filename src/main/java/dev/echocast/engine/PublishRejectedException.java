package dev.echocast.engine;

/**
 * The engine cannot take the message now; it was not published and may be tried again.
 */
public final class PublishRejectedException extends RuntimeException {

	public PublishRejectedException(String reason) {
		super(reason);
	}

}
