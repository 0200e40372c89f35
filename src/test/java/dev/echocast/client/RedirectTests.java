package dev.echocast.client;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RedirectTests {

	@ParameterizedTest
	@CsvSource({ "/b, ws://h/b, true", "ws://H:80/b, ws://H:80/b, true", "http://h/b, ws://h/b, true",
			"https://h/b, wss://h/b, false", "ws://h:81/b, ws://h:81/b, false", "ws://i/b, ws://i/b, false" })
	void isTrustedOnlyOnTheSameOrigin(String location, URI to, boolean trusted) {
		assertThat(Redirect.start(URI.create("ws://h/a")).to(302, location)).isEqualTo(new Redirect(to, trusted, 1));
	}

	@Test
	void trustDoesNotComeBack() {
		Redirect there = Redirect.start(URI.create("ws://h/a")).to(302, "ws://i/b");
		assertThat(there.to(302, "ws://h/a").trusted()).isFalse();
		assertThat(there.to(302, "/c").trusted()).isFalse();
	}

	@Test
	void wrongOnesAreRefused() {
		Redirect secure = Redirect.start(URI.create("wss://h/a"));
		assertRefused(secure, "ws://h/a");
		assertRefused(secure, null);
		assertRefused(secure, "ftp://h/a");
		assertRefused(secure, "not a uri");
		assertRefused(new Redirect(URI.create("ws://h/"), true, 5), "/again");
	}

	private static void assertRefused(Redirect from, String location) {
		assertThatExceptionOfType(WebSocketFailure.class).isThrownBy(() -> from.to(302, location))
			.satisfies(failure -> assertThat(failure.isTransient()).isFalse());
	}

}
