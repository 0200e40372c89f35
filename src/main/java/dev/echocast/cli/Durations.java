package dev.echocast.cli;

import java.time.Duration;
import java.util.Locale;

/**
 * Times as people write them: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}, a plain
 * number of seconds, or {@code forever}.
 */
final class Durations {

	static final Duration FOREVER = Duration.ofDays(36_500);

	private Durations() {
	}

	static Duration parse(String text) {
		String value = text.strip().toLowerCase(Locale.ROOT);
		if (value.equals("forever")) {
			return FOREVER;
		}
		if (!value.matches("\\d{1,9}(\\.\\d{1,3})?(ms|s|m|h)?")) {
			throw new IllegalArgumentException("'" + text + "' is not a time like 500ms, 5s, 2m or forever");
		}
		String number = value.replaceAll("[a-z]", "");
		long unit = switch (value.substring(number.length())) {
			case "ms" -> 1;
			case "m" -> 60_000;
			case "h" -> 3_600_000;
			default -> 1000;
		};
		return Duration.ofMillis(Math.round(Double.parseDouble(number) * unit));
	}

	/** When the next attempt follows, for people. */
	static String again(Duration delay) {
		return delay.isZero() ? "again at once" : "again in " + format(delay);
	}

	/** For people: two or three digits and a unit. */
	static String format(Duration duration) {
		double millis = duration.toNanos() / 1e6;
		return (millis < 1000) ? String.format(Locale.ROOT, "%.1f ms", millis)
				: String.format(Locale.ROOT, "%.1f s", millis / 1000);
	}

}
