package dev.echocast.session;

/**
 * Parts of this package for tests of what is built on them.
 */
public final class SessionFixtures {

	private SessionFixtures() {
	}

	public static EventStreams eventStreams() {
		return new EventStreams();
	}

	/** As when the service drains. */
	public static void end(EventStreams streams) {
		streams.end(Integer.MAX_VALUE);
	}

}
