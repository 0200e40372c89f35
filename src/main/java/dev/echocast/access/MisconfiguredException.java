package dev.echocast.access;

/**
 * A property is wrong. Its message names the property and never a secret.
 */
final class MisconfiguredException extends RuntimeException {

	MisconfiguredException(String property, String problem) {
		super(property + ": " + problem);
	}

}
