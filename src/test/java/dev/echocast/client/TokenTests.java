package dev.echocast.client;

import java.net.URI;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is a token, where it goes, and that it never shows itself.
 */
class TokenTests {

	private static final String SECRET = "s3cret.of-the_caller~+/==";

	@Test
	void goesIntoTheAuthorizationHeader() {
		assertThat(handshake("ws://h/", true).requestHeaders().toString())
			.contains("Authorization=Bearer s3cret.of-the_caller~+/==");
	}

	@Test
	void doesNotGoToAnotherOrigin() {
		assertThat(handshake("ws://h/", false).requestHeaders().toString()).doesNotContain("Authorization", SECRET);
	}

	@Test
	void showsItselfNowhere() {
		ClientOptions options = ClientOptions.builder(URI.create("ws://h/")).token(SECRET).build();
		assertThat(new Token(SECRET)).hasToString("<redacted, 25 bytes>");
		assertThat(handshake("ws://h/", true).toString()).doesNotContain(SECRET);
		assertThat(options.toString() + options.toBuilder() + options.settings).doesNotContain(SECRET);
		assertThat(TopicJson.renewal(new Token(SECRET)).asText())
			.isEqualTo("{\"type\":\"token\",\"id\":\"token\",\"token\":\"" + SECRET + "\"}");
	}

	@Test
	void isTakenOutOfWhatAServerSays() {
		assertThat(new Token(SECRET).redact("what is " + SECRET + "?")).isEqualTo("what is <redacted, 25 bytes>?");
		assertThat(Token.NONE.redact("what?")).isEqualTo("what?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a\r\nX-Admin: 1", "a\n", "=", "a=b", "grüß", "a,b", "\"a\"", "a\0" })
	void nothingElseGetsIntoTheHeader(String text) {
		assertThat(Token.isToken(text)).isFalse();
		ClientOptions.Builder options = ClientOptions.builder(URI.create("ws://h/"));
		assertThatIllegalArgumentException().isThrownBy(() -> options.token(text))
			.withMessage("not a token (RFC 6750 section 2.1)");
	}

	@Test
	void isNoLongerThanAServerTakes() {
		assertThat(Token.isToken("a".repeat(8192))).isTrue();
		assertThat(Token.isToken("a".repeat(8193))).isFalse();
		assertThat(Token.isToken("a" + "=".repeat(100_000))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "ws://me:hunter2@h/, X", "ws://me@h/, X", "ws://h/, authorization" })
	void twoCredentialsAreTheCallersMistake(URI uri, String header) {
		ClientOptions.Builder options = ClientOptions.builder(uri).key("ek_1").header(header, SECRET);
		assertThatIllegalArgumentException().isThrownBy(options::build)
			.withMessageStartingWith("more than one credential")
			.withMessageNotContainingAny(SECRET, "hunter2", "ek_1");
		assertThat(options.tokens(null).build().uri()).isEqualTo(uri);
	}

	private static Handshake handshake(String uri, boolean trusted) {
		return Handshake.of(new Settings(), URI.create(uri), trusted, new Token(SECRET), new SplittableRandom(1));
	}

}
