package dev.echocast.broadcast;

import dev.echocast.engine.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a member wants of the past.
 *
 * @param since the last position it has seen, if it resumes
 * @param limit how many messages it wants at most
 */
record ReplayRequest(@Nullable Position since, int limit) {

	/** Nothing. */
	static final ReplayRequest NONE = new ReplayRequest(null, 0);

	/**
	 * Everything since a position, or without one the latest messages.
	 */
	static ReplayRequest of(@Nullable Position since, int history) {
		return new ReplayRequest(since, (since != null) ? Integer.MAX_VALUE : history);
	}

	/**
	 * Read a query's values.
	 * @throws IllegalArgumentException when one is wrong
	 */
	static ReplayRequest of(@Nullable String since, @Nullable String history) {
		int limit = (history != null) ? count(history) : 0;
		return of((since != null) ? position(since) : null, limit);
	}

	private static Position position(String since) {
		try {
			return Position.parse(since.replace("%3A", ":").replace("%3a", ":"));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("since must have the form <epoch>:<offset>", ex);
		}
	}

	private static int count(String history) {
		if (!history.matches("[0-9]{1,9}")) {
			throw new IllegalArgumentException("history must be a number of messages");
		}
		return Integer.parseInt(history);
	}

}
