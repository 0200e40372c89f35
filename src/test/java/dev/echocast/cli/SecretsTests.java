package dev.echocast.cli;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SecretsTests {

	@ParameterizedTest
	@ValueSource(strings = { "connect h --token abc", "connect h --token=abc", "conect h --TOKEN abc",
			"connect h --to\"ken\" abc", "connect h --token-command 'pass echocast'", "connect h --key abc",
			"connect h --basic me:abc", "connect h -H 'Authorization: Bearer abc'", "connect h -Hauthorization:abc",
			"connect ws://me:abc@h/", "connect h --proxy http://me:abc@h:1", "connect ws://h/?access_token=abc",
			"connect h -s bearer.abc", "send 0 ek_abcdefghij", "eyJhbGciOiJI.eyJzdWIiOiJh.abc" })
	void linesWithThemAreNotRemembered(String line) {
		assertThat(Secrets.within(line)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "connect ws://h/ws/echo?prefix=a", "send 0 hello --loud", "show", "send 0 a@b" })
	void othersAre(String line) {
		assertThat(Secrets.within(line)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "ws://me:abc@h/x, ws://h/x",
			"ws://h/?a=1&access_token=abc&b=2, ws://h/?a=1&access_token=<redacted>&b=2",
			"ws://h/ek_abcdefghij/x, ws://h/<redacted>/x", "ws://h/a@b, ws://h/a@b" })
	void addressesAreShownWithout(URI uri, String shown) {
		assertThat(Secrets.uri(uri)).isEqualTo(shown);
	}

	@Test
	void hashesAreThoseOfTheStandard() {
		assertThat(KeyCommand.sha256("abc"))
			.isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	}

}
