package dev.echocast.session;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Parts of this package for tests of what is built on them.
 */
public final class SessionFixtures {

	private SessionFixtures() {
	}

	public static EventStreams eventStreams() {
		return eventStreams(new SimpleMeterRegistry());
	}

	static EventStreams eventStreams(MeterRegistry meters) {
		return new EventStreams(new EndpointMeters(EventStreams.ENDPOINT, meters), Clock.systemUTC());
	}

	public static SessionRegistry sessions() {
		return new SessionRegistry(new SimpleMeterRegistry(), Clock.systemUTC(), 0);
	}

	/** As when the service drains. */
	public static void end(EventStreams streams) {
		streams.end(Integer.MAX_VALUE);
	}

}
