package dev.echocast.client;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTests {

	private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

	@ParameterizedTest
	@ValueSource(strings = { " 37 ", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
			"Sun Nov  6 08:49:37 1994" })
	void secondsAndDatesAreUnderstood(String header) {
		assertThat(parse(header)).isEqualTo(Duration.ofSeconds(37));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "-1", "1.5", "soon", "Sun, 06 Nov 1994", "Sun, 99 Nov 1994 08:49:37 GMT",
			"Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:48:59 GMT", "Sun, 06 Nov 1994 08:49:00 GMT",
			"\u0661\u0662" })
	void whatMakesNoSenseOrIsOverIsIgnored(String header) {
		assertThat(parse(header)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "86401", "99999999999999999999999", "Tue, 08 Nov 1994 08:49:37 GMT",
			"Fri, 31 Dec 9999 23:59:59 GMT" })
	void nobodyIsSentAwayForLongerThanADay(String header) {
		assertThat(parse(header)).isEqualTo(Duration.ofDays(1));
	}

	@Test
	void zeroIsAtOnce() {
		assertThat(parse("0")).isZero();
	}

	private static Duration parse(String header) {
		return RetryAfter.parse(header, NOW);
	}

}
