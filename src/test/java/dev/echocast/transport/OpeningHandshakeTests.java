package dev.echocast.transport;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;

class OpeningHandshakeTests {

	private final HttpHeaders headers = new HttpHeaders();

	OpeningHandshakeTests() {
		this.headers.set("Host", "localhost");
		this.headers.set("Upgrade", "websocket");
		this.headers.set("Connection", "Upgrade");
		this.headers.set("Sec-WebSocket-Version", "13");
		this.headers.set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
	}

	@Test
	void acceptsWhatTheRfcShows() {
		assertThat(check()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "Connection, 'keep-alive, UPGRADE'", "Upgrade, WebSocket", "Upgrade, 'h2c, websocket'" })
	void comparesTokensWithoutCase(String header, String value) {
		this.headers.set(header, value);
		assertThat(check()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host", "Upgrade", "Connection", "Sec-WebSocket-Key" })
	void refusesARequestThatLacksAHeader(String header) {
		this.headers.remove(header);
		assertThat(check().status()).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(check().detail()).contains(header);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZX==x", "****************************",
			"dGhlIHNhbXBsZSBub25jZSE=", "dGhlIHNhbXBsZSBub25j!Q==" })
	void refusesAKeyThatIsNotSixteenBytes(String key) {
		this.headers.set("Sec-WebSocket-Key", key);
		assertThat(check().status()).isEqualTo(HttpStatus.BAD_REQUEST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "7", "8", "99", "13, 13", "x" })
	void refusesOtherVersionsAndNamesItsOwn(String version) {
		this.headers.set("Sec-WebSocket-Version", version);
		assertThat(check().status()).isEqualTo(HttpStatus.UPGRADE_REQUIRED);
		assertThat(check().headers()).containsEntry("Sec-WebSocket-Version", "13");
	}

	@Test
	void refusesNoVersionAtAll() {
		this.headers.remove("Sec-WebSocket-Version");
		assertThat(check().status()).isEqualTo(HttpStatus.UPGRADE_REQUIRED);
	}

	@ParameterizedTest
	@CsvSource({ "Content-Length, 1", "Content-Length, 8", "Transfer-Encoding, chunked" })
	void refusesABodyWhichFramesWouldBeMistakenFor(String header, String value) {
		this.headers.set(header, value);
		assertThat(check().status()).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(check().detail()).isEqualTo("a handshake has no body");
	}

	@Test
	void acceptsABodyOfNothing() {
		this.headers.set("Content-Length", "0");
		assertThat(check()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Origin" })
	void refusesTwoOfWhatMayBeThereOnce(String header) {
		this.headers.set("Origin", "http://localhost");
		this.headers.add(header, this.headers.getFirst(header));
		assertThat(check().status()).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(check().detail()).contains(header);
	}

	@Test
	void refusesOtherMethods() {
		OpeningHandshake.Refusal refusal = OpeningHandshake.check(HttpMethod.POST, this.headers);
		assertThat(refusal.status()).isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
		assertThat(refusal.headers()).containsEntry("Allow", "GET");
	}

	@Test
	void choosesTheFirstSubprotocolOfThePeerThatItSpeaks() {
		this.headers.set("Sec-WebSocket-Protocol", "x, b");
		this.headers.add("Sec-WebSocket-Protocol", "a");
		assertThat(OpeningHandshake.subprotocol(this.headers, List.of("a", "b"))).isEqualTo("b");
		assertThat(OpeningHandshake.subprotocol(this.headers, List.of("A"))).isNull();
		assertThat(OpeningHandshake.subprotocol(this.headers, List.of())).isNull();
	}

	private OpeningHandshake.Refusal check() {
		return OpeningHandshake.check(HttpMethod.GET, this.headers);
	}

}
