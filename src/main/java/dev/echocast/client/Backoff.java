package dev.echocast.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays between attempts: exponential with full jitter, so that clients which lost the
 * same server at the same moment come back spread out (RFC 6455 section 7.2.3 asks for a
 * random first delay).
 */
final class Backoff {

	private final Duration base;

	private final Duration cap;

	private final RandomGenerator random;

	private int attempts;

	Backoff(Duration base, Duration cap, RandomGenerator random) {
		this.base = base;
		this.cap = cap;
		this.random = random;
	}

	/**
	 * Anything from nothing to {@code min(cap, base * 2^attempts)}.
	 */
	Duration next() {
		long ceiling = Math.min(this.cap.toNanos(), doubled(this.base.toNanos(), this.attempts));
		this.attempts++;
		return Duration.ofNanos(this.random.nextLong(ceiling + 1));
	}

	/**
	 * After a refusal that named a time: not earlier than that, and still spread, because
	 * all who were refused were told the same.
	 */
	Duration next(Duration retryAfter) {
		return retryAfter.plus(next());
	}

	/** The next attempt of the row begins at once. */
	Duration now() {
		this.attempts++;
		return Duration.ZERO;
	}

	int attempts() {
		return this.attempts;
	}

	void reset() {
		this.attempts = 0;
	}

	private static long doubled(long base, int times) {
		return (times >= Long.numberOfLeadingZeros(base) - 1) ? Long.MAX_VALUE - 1 : base << times;
	}

}
