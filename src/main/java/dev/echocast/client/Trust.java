package dev.echocast.client;

import java.nio.file.Path;

/**
 * Which certificates a {@code wss} server may show. The host name is checked too, except
 * by {@link Insecure}.
 */
public sealed interface Trust {

	/** The default: what the Java runtime trusts. */
	record Platform() implements Trust {
	}

	/** The certificates in a PEM file, and nothing else: for a private authority. */
	record Pem(Path file) implements Trust {
	}

	/**
	 * Anything, of any host: encrypted, but to whom is unknown. A warning is logged for
	 * every client made with it.
	 */
	record Insecure() implements Trust {
	}

}
