package dev.echocast.session;

import reactor.core.scheduler.Scheduler;
import java.util.concurrent.TimeUnit;
import java.time.ZoneOffset;
import java.time.ZoneId;
import java.time.Instant;
import reactor.core.scheduler.Schedulers;
import dev.echocast.access.Revocations;
import java.time.Duration;
import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Parts of this package for tests of what is built on them.
 */
public final class SessionFixtures {

	private SessionFixtures() {
	}

	static EventStreams eventStreams() {
		return eventStreams(new SimpleMeterRegistry());
	}

	static EventStreams eventStreams(MeterRegistry meters) {
		return new EventStreams(new EndpointMeters(EventStreams.ENDPOINT, meters), nobody(), Clock.systemUTC(),
				Schedulers.parallel());
	}

	/** That live in a scheduler's time. */
	public static EventStreams eventStreams(Scheduler time) {
		return new EventStreams(new EndpointMeters(EventStreams.ENDPOINT, new SimpleMeterRegistry()), nobody(),
				clock(time), time);
	}

	/** Tells a scheduler's time. */
	static Clock clock(Scheduler time) {
		return new Clock() {

			@Override
			public Instant instant() {
				return Instant.ofEpochMilli(time.now(TimeUnit.MILLISECONDS));
			}

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				throw new UnsupportedOperationException();
			}

		};
	}

	public static SessionRegistry sessions() {
		return new SessionRegistry(new SimpleMeterRegistry(), Clock.systemUTC(), 0, nobody());
	}

	/** Nobody's tokens are revoked. */
	static Revocations nobody() {
		return new Revocations(Duration.ofDays(1));
	}

	/** As when the service drains. */
	public static void end(EventStreams streams) {
		streams.end(Integer.MAX_VALUE);
	}

}
