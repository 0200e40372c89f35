package dev.echocast.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * An engine of a single node whose time stands still until it is advanced.
 */
abstract class InMemoryEngineFixture {

	static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	final AtomicInteger epochs = new AtomicInteger();

	final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	/** Whether the next look at the clock fails. */
	boolean fault;

	private final InstantSource time = () -> {
		if (this.fault) {
			this.fault = false;
			throw new IllegalStateException("a fault for the test");
		}
		return NOW.plusMillis(this.scheduler.now(TimeUnit.MILLISECONDS));
	};

	final Clock clock = this.time.withZone(ZoneOffset.UTC);

	final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	final Backlogs backlogs = new Backlogs(new Room(100, 1_000_000), this.meters);

	final InMemoryEngine engine = engine(new HistoryLimits(20, Duration.ofMinutes(1), 100_000));

	@AfterEach
	void stop() {
		this.engine.dispose();
	}

	InMemoryEngine engine(HistoryLimits limits) {
		return new InMemoryEngine(limits, this.backlogs, this.clock, () -> "e" + this.epochs.incrementAndGet(),
				this.scheduler);
	}

	int kept(String topic) {
		History history = this.engine.history(topic, null, 100).block();
		return (history != null) ? history.publications().size() : 0;
	}

	Position publish(String topic, int size) {
		return this.engine.publish(new Message(topic, null, null, false, new byte[size])).block();
	}

	double waiting(String gauge) {
		return this.meters.get(gauge).gauge().value();
	}

	static final class Stuck extends BaseSubscriber<Publication> {

		@Override
		protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
			// Requests nothing by itself.
		}

	}

}
