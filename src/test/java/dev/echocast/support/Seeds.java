package dev.echocast.support;

import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Runs a property for seed after seed until a time is over. A failure names its seed;
 * {@code -Dfuzz.seed=…} runs that one alone, and {@code -Dfuzz.seconds=…} changes the
 * time.
 */
public final class Seeds {

	private static final long PATIENCE_NANOS = Timeouts.LONG.toNanos();

	private Seeds() {
	}

	/**
	 * Check a property.
	 * @param time how long at least, unless the system properties say otherwise
	 * @param enough whether what should be met has been met; a slow machine gets more
	 * time for it, up to two minutes
	 * @return whether it was enough, which a single seed need not be
	 */
	public static boolean check(Duration time, BooleanSupplier enough, ThrowingConsumer<Random> property) {
		Long given = Long.getLong("fuzz.seed");
		if (given != null) {
			check(given, property);
			return true;
		}
		long nanos = Duration.ofSeconds(Long.getLong("fuzz.seconds", time.toSeconds())).toNanos();
		long start = System.nanoTime();
		for (long seed = start; isWithin(start, nanos)
				|| (!enough.getAsBoolean() && isWithin(start, nanos + PATIENCE_NANOS)); seed++) {
			check(seed, property);
		}
		return enough.getAsBoolean();
	}

	/**
	 * Whether there is more time than the gate has.
	 */
	public static boolean isLong() {
		return Long.getLong("fuzz.seconds") != null;
	}

	private static boolean isWithin(long start, long nanos) {
		return System.nanoTime() - start < nanos;
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
