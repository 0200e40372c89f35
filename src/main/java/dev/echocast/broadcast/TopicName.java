package dev.echocast.broadcast;

/**
 * What a topic may be called.
 */
public final class TopicName {

	/** A pattern of the names, for paths. */
	public static final String PATTERN = "[A-Za-z0-9._~-]{1,128}";

	/** Where members without a choice meet. */
	static final String DEFAULT = "lobby";

	private TopicName() {
	}

	/**
	 * Whether a topic may have the name.
	 */
	public static boolean isValid(String name) {
		return name.matches(PATTERN);
	}

}
