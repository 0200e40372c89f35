package dev.echocast.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the engine stands on cannot be reached or does not answer. What was asked for may
 * have been done or not; it may be tried again.
 */
public final class EngineUnavailableException extends RuntimeException {

	public EngineUnavailableException(String reason, @Nullable Throwable cause) {
		super(reason, cause);
	}

}
