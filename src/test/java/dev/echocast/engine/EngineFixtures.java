package dev.echocast.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Engines for tests of what is built on them.
 */
public final class EngineFixtures {

	private EngineFixtures() {
	}

	/** An engine that keeps the latest 100 messages. */
	public static BroadcastEngine inMemory() {
		return inMemory(100);
	}

	public static BroadcastEngine inMemory(int historySize) {
		AtomicInteger epochs = new AtomicInteger();
		return new InMemoryEngine(new HistoryLimits(historySize, Duration.ofMinutes(5), 64 * 1024 * 1024),
				new Backlogs(new SimpleMeterRegistry()), Clock.systemUTC(), () -> "e" + epochs.incrementAndGet(),
				VirtualTimeScheduler.create());
	}

}
