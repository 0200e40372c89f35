package dev.echocast.engine;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Engines for tests of what is built on them.
 */
public final class EngineFixtures {

	private EngineFixtures() {
	}

	public static BroadcastEngine inMemory() {
		AtomicInteger epochs = new AtomicInteger();
		return new InMemoryEngine(Clock.systemUTC(), () -> "e" + epochs.incrementAndGet());
	}

}
