package dev.echocast.client;

import java.net.URI;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HandshakeTests {

	private static final URI CHAT = URI.create("ws://example.com:8080/chat?a=b%20c");

	@Test
	void acceptIsThatOfTheStandardsExample() {
		assertThat(Handshake.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
	}

	@Test
	void requestHasWhatTheStandardAsksFor() {
		Handshake handshake = of(
				ClientOptions.builder(CHAT).subprotocols("a", "b").origin("http://o").compression(true));
		assertThat(handshake.path()).isEqualTo("/chat?a=b%20c");
		assertThat(headers(handshake)).containsEntry("Host", "example.com:8080")
			.containsEntry("Upgrade", "websocket")
			.containsEntry("Connection", "Upgrade")
			.containsEntry("Sec-WebSocket-Version", "13")
			.containsEntry("Sec-WebSocket-Protocol", "a, b")
			.containsEntry("Sec-WebSocket-Extensions", "permessage-deflate")
			.containsEntry("Origin", "http://o")
			.containsEntry("User-Agent", "echocast");
		assertThat(java.util.Base64.getDecoder().decode(headers(handshake).get("Sec-WebSocket-Key"))).hasSize(16);
	}

	@Test
	void ownHeadersReplaceOurs() {
		assertThat(headers(of(ClientOptions.builder(CHAT).header("host", "other").header("X-A", "1"))))
			.containsEntry("host", "other")
			.containsEntry("X-A", "1")
			.hasSize(7);
	}

	@Test
	void userInfoBecomesCredentials() {
		assertThat(headers(of(ClientOptions.builder(URI.create("ws://me:s%20t@h/")))))
			.containsEntry("Authorization", "Basic bWU6cyB0")
			.containsEntry("Host", "h");
	}

	@Test
	void anotherOriginGetsNoHeadersOfTheUser() {
		ClientOptions options = ClientOptions.builder(CHAT).header("Authorization", "secret").build();
		Handshake handshake = Handshake.of(options.settings, CHAT, false, Token.NONE, new SplittableRandom(1));
		assertThat(headers(handshake)).doesNotContainKey("Authorization");
	}

	@Test
	void answerIsChecked() {
		assertThat(check("Upgrade", "WebSocket")).isNull();
		assertRefused("Upgrade", "h2c");
		assertRefused("Connection", "close");
		assertRefused("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
		assertRefused("Sec-WebSocket-Protocol", "c");
		assertThat(check("Sec-WebSocket-Protocol", "b")).isNull();
		assertThat(check("Connection", "keep-alive, UPGRADE")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "permessage-deflate, true, true", "permessage-deflate; client_no_context_takeover, false, true",
			"permessage-deflate; server_no_context_takeover; server_max_window_bits=10, true, false" })
	void compressionIsAgreed(String extensions, boolean keepOurs, boolean keepTheirs) {
		assertThat(check("Sec-WebSocket-Extensions", extensions)).isEqualTo(new Deflate(keepOurs, keepTheirs));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-other", "permessage-deflate; client_max_window_bits=10", "permessage-deflate; what",
			"permessage-deflate, permessage-deflate", "permessage-deflate;", ";" })
	void extensionsNotOfferedAreRefused(String extensions) {
		assertRefused("Sec-WebSocket-Extensions", extensions);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://h/", "ws:///x", "h", "ws://h/#f", "ws:h" })
	void otherAddressesAreRefused(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> ClientOptions.builder(URI.create(uri)))
			.withMessageContaining("not a ws:// or wss:// address");
	}

	private static Deflate check(String header, String value) {
		Handshake handshake = of(ClientOptions.builder(CHAT).subprotocols("a", "b").compression(true));
		Map<String, String> answer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		answer.putAll(Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept",
				Handshake.accept(handshake.key())));
		answer.put(header, value);
		return handshake.check(answer::get);
	}

	private static void assertRefused(String header, String value) {
		assertThatExceptionOfType(WebSocketFailure.class).isThrownBy(() -> check(header, value))
			.satisfies(failure -> assertThat(failure.kind()).isEqualTo(WebSocketFailure.Kind.PROTOCOL));
	}

	private static Handshake of(ClientOptions.Builder options) {
		ClientOptions built = options.build();
		return Handshake.of(built.settings, built.uri(), true, Token.NONE, new SplittableRandom(1));
	}

	private static Map<String, String> headers(Handshake handshake) {
		return handshake.requestHeaders().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

}
