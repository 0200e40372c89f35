package dev.echocast.support;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Runs a property for seed after seed until a time is over. A failure names its seed;
 * {@code -Dfuzz.seed=…} runs that one alone, and {@code -Dfuzz.seconds=…} changes the
 * time.
 */
public final class Seeds {

	private Seeds() {
	}

	/**
	 * Check a property.
	 * @param time how long, unless the system properties say otherwise
	 * @return whether more than a single seed was run
	 */
	public static boolean check(Duration time, ThrowingConsumer<Random> property) {
		Long given = Long.getLong("fuzz.seed");
		if (given != null) {
			check(given, property);
			return false;
		}
		long nanos = Duration.ofSeconds(Long.getLong("fuzz.seconds", time.toSeconds())).toNanos();
		long start = System.nanoTime();
		for (long seed = start; System.nanoTime() - start < nanos; seed++) {
			check(seed, property);
		}
		return true;
	}

	private static void check(long seed, ThrowingConsumer<Random> property) {
		try {
			property.accept(new Random(seed));
		}
		catch (Throwable failure) {
			throw new AssertionError("again with -Dfuzz.seed=" + seed + ": " + failure.getMessage(), failure);
		}
	}

}
