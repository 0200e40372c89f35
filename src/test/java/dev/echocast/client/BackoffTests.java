package dev.echocast.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private static final Duration BASE = Duration.ofSeconds(1);

	private static final Duration CAP = Duration.ofSeconds(30);

	/** Always the largest value that may be drawn. */
	private static final RandomGenerator HIGHEST = new RandomGenerator() {

		@Override
		public long nextLong() {
			return 0;
		}

		@Override
		public long nextLong(long bound) {
			return bound - 1;
		}

	};

	@Test
	void ceilingDoublesUpToTheCap() {
		Backoff backoff = new Backoff(BASE, CAP, HIGHEST);
		assertThat(new Duration[] { backoff.next(), backoff.next(), backoff.next(), backoff.next(), backoff.next(),
				backoff.next(), backoff.next() })
			.extracting(Duration::toSeconds)
			.containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
	}

	@Test
	void ceilingStaysAtTheCapForEver() {
		Backoff backoff = new Backoff(BASE, CAP, HIGHEST);
		for (int i = 0; i < 1000; i++) {
			assertThat(backoff.next()).isBetween(BASE, CAP);
		}
	}

	@Test
	void jitterIsFull() {
		Backoff backoff = new Backoff(BASE, BASE, new SplittableRandom(1));
		long[] millis = java.util.stream.LongStream.generate(() -> backoff.next().toMillis()).limit(10_000).toArray();
		for (int decile = 0; decile < 10; decile++) {
			long from = decile * 100;
			assertThat(Arrays.stream(millis).filter(m -> m >= from && m < from + 100).count()).isBetween(800L, 1200L);
		}
	}

	@Test
	void resetStartsTheRowAnew() {
		Backoff backoff = new Backoff(BASE, CAP, HIGHEST);
		backoff.next();
		backoff.next();
		assertThat(backoff.attempts()).isEqualTo(2);
		backoff.reset();
		assertThat(backoff.next()).isEqualTo(BASE);
	}

	@Test
	void retryAfterIsTheEarliestAndIsSpreadToo() {
		Backoff backoff = new Backoff(BASE, CAP, new SplittableRandom(1));
		Duration first = backoff.next(Duration.ofSeconds(7));
		Duration other = new Backoff(BASE, CAP, new SplittableRandom(2)).next(Duration.ofSeconds(7));
		assertThat(first).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8)).isNotEqualTo(other);
	}

	/**
	 * Ten thousand clients with the default settings lose the same server at once, and it
	 * stays away for 30 s: no second sees more than a third of them.
	 */
	@Test
	void tenThousandClientsStaySpread() {
		int clients = 10_000;
		int[] attempts = new int[70];
		SplittableRandom random = new SplittableRandom(42);
		Settings defaults = new Settings();
		for (int i = 0; i < clients; i++) {
			Backoff backoff = new Backoff(defaults.backoffBase, defaults.backoffCap, random);
			Duration at = Duration.ZERO;
			while (at.toSeconds() < 30) {
				at = at.plus(backoff.next());
				attempts[(int) at.toSeconds()]++;
			}
		}
		assertThat(Arrays.stream(attempts).max().orElseThrow()).isLessThan(clients / 3);
		assertThat(Arrays.stream(attempts).skip(30).max().orElseThrow()).as("arrivals when it is back")
			.isLessThan(clients / 10);
	}

}
