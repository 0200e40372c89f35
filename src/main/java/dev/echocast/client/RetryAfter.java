package dev.echocast.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import io.netty.handler.codec.DateFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The header by which a server asks to stay away for a while (RFC 9110 section 10.2.3):
 * seconds, or a date in any of the three forms of section 5.6.7.
 */
final class RetryAfter {

	/**
	 * A server that is away for longer does not know when it comes back, or its clock or
	 * ours is wrong.
	 */
	static final Duration LONGEST = Duration.ofDays(1);

	private RetryAfter() {
	}

	/**
	 * Reads it.
	 * @return how long to stay away, or {@code null} if the header is absent, makes no
	 * sense or is over
	 */
	static @Nullable Duration parse(@Nullable String header, Instant now) {
		String value = (header != null) ? header.strip() : "";
		if (value.matches("\\d+")) {
			return (value.length() > 9) ? LONGEST : atMostLongest(Duration.ofSeconds(Long.parseLong(value)));
		}
		Date date = DateFormatter.parseHttpDate(value);
		Duration left = (date != null) ? Duration.between(now, date.toInstant()) : Duration.ZERO;
		return (left.isNegative() || left.isZero()) ? null : atMostLongest(left);
	}

	private static Duration atMostLongest(Duration time) {
		return (time.compareTo(LONGEST) < 0) ? time : LONGEST;
	}

}
