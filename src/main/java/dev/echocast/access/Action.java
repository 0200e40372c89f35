package dev.echocast.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be granted.
 */
public enum Action {

	/** Get what is published to a topic from now on. */
	JOIN,

	/** Publish to a topic. */
	PUBLISH,

	/** Read what was published to a topic. */
	HISTORY,

	/** See who is in a topic. */
	PRESENCE,

	/** Use what is of no topic: the echo endpoints and the small pages. */
	ECHO,

	/** Look into the process and close others' sessions. */
	OPERATE;

	/**
	 * The name in configurations and claims.
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static Optional<Action> of(String word) {
		return Stream.of(values()).filter((action) -> action.word().equals(word)).findFirst();
	}

	static String words() {
		return String.join(", ", Stream.of(values()).map(Action::word).toList());
	}

}
