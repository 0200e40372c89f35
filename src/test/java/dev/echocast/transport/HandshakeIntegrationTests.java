package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows 1 to 12 of the catalogue of behaviours: what is no opening handshake.
 */
@ServiceTest
class HandshakeIntegrationTests {

	private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

	private static final String VERSION = "Sec-WebSocket-Version: 13";

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@Test
	void otherMethodsAreNotAllowed() {
		assertThat(request("POST /ws/echo HTTP/1.1", "Host: x", "Content-Length: 0")).startsWith("HTTP/1.1 405 ")
			.contains("Allow: GET\r\n", "Invalid request-method 'POST'");
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void malformedHandshakesGet400AndALineOfWhy(String why, String[] headers) {
		assertThat(request("GET /ws/echo HTTP/1.1", headers)).startsWith("HTTP/1.1 400 ").contains(why);
	}

	static Stream<Arguments> malformed() {
		String host = "Host: x";
		String upgrade = "Upgrade: websocket";
		String connection = "Connection: Upgrade";
		return Stream.of(malformed("Upgrade must", host, connection, KEY, VERSION),
				malformed("Upgrade must", host, "Upgrade: h2c", connection, KEY, VERSION),
				malformed("Connection must", host, upgrade, KEY, VERSION),
				malformed("Sec-WebSocket-Key must", host, upgrade, connection, VERSION),
				malformed("Sec-WebSocket-Key must", host, upgrade, connection, "Sec-WebSocket-Key: x", VERSION),
				malformed("Sec-WebSocket-Key must", host, upgrade, connection, KEY, KEY, VERSION),
				malformed("Host is required", upgrade, connection, KEY, VERSION),
				malformed("Sec-WebSocket-Version", host, upgrade, connection, KEY, VERSION, VERSION),
				malformed("no body", host, upgrade, connection, KEY, VERSION, "Content-Length: 8"),
				malformed("no body", host, upgrade, connection, KEY, VERSION, "Transfer-Encoding: chunked"));
	}

	private static Arguments malformed(String why, String... headers) {
		return Arguments.of(why, headers);
	}

	@ParameterizedTest
	@ValueSource(strings = { "99", "7", "8", "0", "abc", "13, 8" })
	void otherVersionsGet426AndTheRightOne(String version) {
		assertThat(handshake("Sec-WebSocket-Version: " + version, "Origin: http://x")).startsWith("HTTP/1.1 426 ")
			.contains("Sec-WebSocket-Version: 13\r\n");
	}

	@Test
	void noVersionIsNoHixieHandshakeWithOrWithoutOrigin() {
		assertThat(handshake("Origin: http://x")).startsWith("HTTP/1.1 426 ");
		assertThat(handshake("X: y")).startsWith("HTTP/1.1 426 ");
	}

	@ParameterizedTest
	@CsvSource({ "HTTP/1.0, 400, Upgrade must", "HTTP/0.9, 400, HTTP version", "HTTP/2.0, 400, HTTP version",
			"HTTP/9.1, 400, HTTP version", "HTTP/1.1, 101, ''", "HTTP/1.7, 101, ''" })
	void aHandshakeNeedsHttp11(String version, int status, String why) {
		assertThat(request("GET /ws/echo " + version, "Host: x", "Upgrade: websocket", "Connection: Upgrade", KEY,
				VERSION))
			.matches("(?s)HTTP/1\\.[01] " + status + " .*")
			.contains(why);
	}

	@ParameterizedTest
	@CsvSource({ "ws/echo, 400", "http:/ws/echo, 400", "http://x/ws/echo, 101", "/ws/echo, 101" })
	void theTargetIsAPathOrAUri(String target, int status) {
		assertThat(request("GET " + target + " HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade", KEY,
				VERSION))
			.startsWith("HTTP/1.1 " + status + " ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2c, websocket", "websocket,", "websocket, websocket" })
	void upgradeMayNameOtherProtocolsToo(String upgrade) {
		assertThat(
				request("GET /ws/echo HTTP/1.1", "Host: x", "Upgrade: " + upgrade, "Connection: Upgrade", KEY, VERSION))
			.startsWith("HTTP/1.1 101 ");
	}

	@Test
	void tokensAreComparedWithoutCase() {
		assertThat(request("GET /ws/echo HTTP/1.1", "Host: x", "Upgrade: WebSocket", "Connection: keep-alive, UPGRADE",
				KEY, VERSION))
			.startsWith("HTTP/1.1 101 ");
	}

	@ParameterizedTest
	@CsvSource({ "http://x, 101", "https://x, 101", "http://x:80, 101", "https://X, 101", "https://app.example, 101",
			"HTTPS://APP.EXAMPLE, 101", "https://app.example:443, 101", "null, 403", "http://y, 403",
			"http://x.evil.example, 403", "http://evil-x, 403", "http://app.example, 403",
			"https://app.example.evil, 403", "https://app.example:444, 403", "http://x:8080, 403", "x, 403" })
	void pagesOfThisHostAndAllowedOnesMayConnect(String origin, int status) {
		assertThat(handshake(VERSION, "Origin: " + origin)).startsWith("HTTP/1.1 " + status + " ");
	}

	@Test
	void twoOriginsAreMalformed() {
		assertThat(handshake(VERSION, "Origin: http://x", "Origin: http://x")).startsWith("HTTP/1.1 400 ")
			.contains("Origin may be there once");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/ws/nope", "/ws/echo;x", "/ws/echo;", "/ws;x/echo", "/ws/stream;a=b", "http://x/ws/echo;x" })
	void unknownPathsAreNotFound(String path) {
		assertThat(request("GET " + path + " HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade", KEY,
				VERSION))
			.startsWith("HTTP/1.1 404 ");
	}

	@Test
	void whatIsTooLongIsRefusedAndTheServiceStaysHealthy() {
		assertThat(request("GET /ws/echo?" + "x".repeat(10_000) + " HTTP/1.1", "Host: x")).startsWith("HTTP/1.1 414 ")
			.contains("request line too long");
		assertThat(handshake(VERSION, "X: " + "y".repeat(20_000))).startsWith("HTTP/1.1 431 ")
			.contains("request header too large");
		String[] many = new String[2000];
		for (int i = 0; i < many.length; i++) {
			many[i] = "a" + i + ": b";
		}
		assertThat(handshake(many)).startsWith("HTTP/1.1 431 ");
		assertThat(handshake(VERSION)).startsWith("HTTP/1.1 101 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\0\0\0GET /ws/echo HTTP/1.1", "GET /ws/%zz HTTP/1.1", "GET /ws/\0echo HTTP/1.1",
			"GET  HTTP/1.1", "garbage", "GET /ws/echo HTTP/9.x" })
	void malformedRequestsGet400(String requestLine) {
		assertThat(request(requestLine, "Host: x", "Upgrade: websocket", "Connection: Upgrade", KEY, VERSION))
			.startsWith("HTTP/1.1 400 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "foo|echocast.v1.json", "echocast.v1.json|foo", "foo, bar|baz, echocast.v1.json",
			"|, echocast.v1.json", "foo|echocast.v1.json|echocast.v1.json" })
	void subprotocolsOnSeveralLinesAreOneList(String lines) {
		String[] headers = Stream.of(lines.split("\\|"))
			.map((line) -> "Sec-WebSocket-Protocol: " + line)
			.toArray(String[]::new);
		try (Conversation peer = Conversation.connect(this.port)) {
			assertThat(peer.request("GET", "/ws/broadcast/protocols", headers).response()).startsWith("HTTP/1.1 101 ")
				.containsOnlyOnce("echocast.v1.json");
			assertThat(new String(peer.read().payload(), StandardCharsets.UTF_8)).contains("\"type\":\"welcome\"");
		}
	}

	@Test
	void upgradeAndConnectionMayHaveSeveralLines() {
		assertThat(request("GET /ws/echo HTTP/1.1", "Host: x", "Upgrade: h2c", "Upgrade: websocket",
				"Connection: keep-alive", "Connection: Upgrade", KEY, VERSION))
			.startsWith("HTTP/1.1 101 ");
	}

	@Test
	void strangeSubprotocolListsAreAnsweredFast() {
		assertThat(handshake(VERSION, "Sec-WebSocket-Protocol: " + " ".repeat(7000) + "x"))
			.matches("(?s)HTTP/1.1 (101|400|431) .*")
			.doesNotContain("sec-websocket-protocol");
		assertThat(handshake(VERSION, "Sec-WebSocket-Protocol: caf\u00e9, \u00ff")).matches("(?s)HTTP/1.1 (101|400) .*")
			.doesNotContain("sec-websocket-protocol");
	}

	@Test
	void refusalsAreCountedByReason() {
		for (String reason : new String[] { "origin", "version", "malformed", "method" }) {
			double before = rejected(reason);
			switch (reason) {
				case "origin" -> handshake(VERSION, "Origin: http://evil");
				case "version" -> handshake("Sec-WebSocket-Version: 12");
				case "malformed" -> request("garbage");
				default -> request("DELETE /ws/echo HTTP/1.1", "Host: x");
			}
			assertThat(rejected(reason)).as(reason).isEqualTo(before + 1);
		}
	}

	private double rejected(String reason) {
		var counter = this.meters.find("echocast.handshakes.rejected").tag("reason", reason).counter();
		return (counter != null) ? counter.count() : 0;
	}

	@Test
	void theSessionBeginsRightAfterTheAnswer() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(text("x")).expect(text("x"));
		}
	}

	private String handshake(String... headers) {
		String[] all = new String[headers.length + 4];
		all[0] = "Host: x";
		all[1] = "Upgrade: websocket";
		all[2] = "Connection: Upgrade";
		all[3] = KEY;
		System.arraycopy(headers, 0, all, 4, headers.length);
		return request("GET /ws/echo HTTP/1.1", all);
	}

	private String request(String requestLine, String... headers) {
		try (Conversation peer = Conversation.connect(this.port)) {
			String head = requestLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
			return peer.send(head.getBytes(StandardCharsets.ISO_8859_1)).response();
		}
	}

}
