package dev.echocast.client;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

import dev.echocast.client.ClientEvent.Closed;
import dev.echocast.client.ClientEvent.Initiator;
import dev.echocast.client.ClientEvent.Opened;
import dev.echocast.client.ClientEvent.Received;
import dev.echocast.client.ClientEvent.Retrying;
import dev.echocast.client.FakeServer.Step;
import dev.echocast.client.WebSocketFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything a server can do wrong, and what the client makes of it.
 */
class FailureIntegrationTests {

	@Test
	void refused() throws IOException {
		int port;
		try (ServerSocket taken = new ServerSocket(0)) {
			port = taken.getLocalPort();
		}
		WebSocketFailure failure = failure(ClientOptions.builder(java.net.URI.create("ws://127.0.0.1:" + port + "/")));
		assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
		assertThat(failure.isTransient()).isTrue();
	}

	@Test
	void unresolved() {
		WebSocketFailure failure = failure(ClientOptions.builder(java.net.URI.create("ws://nowhere.invalid/")));
		assertThat(failure.kind()).isEqualTo(Kind.UNRESOLVED);
	}

	@Test
	void unavailableForAWhile() {
		WebSocketFailure failure = failureOf(client -> client
			.answer("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 9\r\n\r\ndraining\n"));
		assertThat(failure).hasMessage("the server answered 503: draining");
		assertThat(failure.isTransient()).isTrue();
		assertThat(failure.retryAfter()).hasSeconds(7);
	}

	@ParameterizedTest
	@CsvSource({ "400 Bad Request, false", "401 Unauthorized, false", "403 Forbidden, false", "404 Not Found, false",
			"200 OK, false", "302 Found, false", "500 Oops, true", "429 Too Many Requests, true" })
	void rejected(String status, boolean again) {
		WebSocketFailure failure = failureOf(client -> client.answer("HTTP/1.1 " + status + "\r\nContent-Length: 0"));
		assertThat(failure.kind()).isEqualTo(switch (failure.code()) {
			case 401 -> Kind.UNAUTHORIZED;
			case 403 -> Kind.FORBIDDEN;
			default -> Kind.REJECTED;
		});
		assertThat(failure.code()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
		assertThat(failure.isTransient()).isEqualTo(again);
	}

	@Test
	void rejectedWithAnEndlessPage() {
		WebSocketFailure failure = failureOf(client -> {
			client.answer("HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked");
			while (true) {
				client.raw("400\r\n".getBytes()).raw(new byte[1024]).raw("\r\n".getBytes());
			}
		});
		assertThat(failure.code()).isEqualTo(500);
	}

	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0-OpenSSH_9.2", "\0\1\2\3\r\n", "HTTP/1.1 101 Switching Protocols",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" })
	void garbage(String answer) {
		WebSocketFailure failure = failureOf(client -> client.answer(answer).swallow());
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure.isTransient()).isFalse();
	}

	@Test
	void silentDuringTheHandshake() {
		try (FakeServer server = FakeServer.of(Peer::swallow)) {
			WebSocketFailure failure = failure(
					ClientOptions.builder(server.uri()).connectTimeout(Duration.ofMillis(200)));
			assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
			assertThat(failure).hasMessage("no connection within 200 ms");
		}
	}

	@Test
	void resetDuringTheHandshake() {
		assertThat(failureOf(client -> {
			client.request();
			client.reset();
		}).kind()).isEqualTo(Kind.LOST);
		assertThat(failureOf(Peer::request).kind()).isEqualTo(Kind.LOST);
	}

	@Test
	void resetInTheMiddleOfAFrame() {
		assertThat(endOf(client -> {
			client.upgrade().hex("81 05 68");
			client.reset();
		})).isEqualTo(new Closed(CloseStatus.ABNORMAL, Initiator.NETWORK));
	}

	@Test
	void silentWhileOpen() {
		try (FakeServer server = FakeServer.of(client -> client.upgrade().swallow())) {
			ClientOptions.Builder options = ClientOptions.builder(server.uri())
				.keepalive(Duration.ofMillis(100), Duration.ofMillis(100));
			WebSocketFailure failure = failure(options);
			assertThat(failure.kind()).isEqualTo(Kind.SILENT);
			assertThat(failure.isTransient()).isTrue();
		}
	}

	@Test
	void neverEndsTheConnection() {
		try (FakeServer server = FakeServer.of(client -> client.upgrade().swallow())) {
			ReconnectingWebSocketClient client = client(
					ClientOptions.builder(server.uri()).closeTimeout(Duration.ofMillis(100)));
			client.events().filter(Opened.class::isInstance).next().block(SOON);
			client.stop().block(SOON);
		}
	}

	/** First byte and payload in hexadecimal; then the code we close with. */
	@ParameterizedTest
	@CsvSource({ "C1 00, 1002", "91 00, 1002", "83 00, 1002", "81 81 00 00 00 00 61, 1002", "09 00, 1002",
			"89 7E 00 7E, 1002", "80 00, 1002", "88 01 00, 1002", "81 7E 00 01, 1002", "88 02 03 E7, 1002",
			"88 02 03 ED, 1002", "88 02 13 88, 1002", "81 7F FF FF FF FF FF FF FF FF, 1002", "81 02 C3 28, 1007",
			"81 01 C3, 1007", "88 04 03 E8 C3 28, 1007", "81 7F 00 00 01 00 00 00 00 00, 1009",
			"01 01 61 81 01 62, 1002" })
	void brokenFrames(String bytes, int code) {
		int[] received = new int[1];
		Closed closed = endOf(client -> {
			client.upgrade().hex(bytes);
			received[0] = client.message().code();
		});
		assertThat(closed.status().code()).isEqualTo(code);
		assertThat(received[0]).isEqualTo(code);
	}

	@Test
	void anEmptyCloseIsAnsweredByOne() {
		assertThat(endOf(client -> {
			client.upgrade().frame(0x88);
			assertThat(client.message().payload()).isEmpty();
		})).isEqualTo(new Closed(CloseStatus.NO_STATUS, Initiator.SERVER));
	}

	@Test
	void aCloseIsAnsweredWithTheSameCode() {
		assertThat(endOf(client -> {
			client.upgrade().close(1001, "draining");
			assertThat(client.message().code()).isEqualTo(1001);
		})).isEqualTo(new Closed(new CloseStatus(1001, "draining"), Initiator.SERVER));
	}

	@Test
	void aRedirectIsFollowedWithoutCredentialsForOthers() {
		try (FakeServer other = FakeServer.of(client -> client.upgrade().echo());
				FakeServer server = FakeServer.of(
						client -> client.answer("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /there"),
						client -> client.answer(
								"HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:"
										+ other.port() + "/b"))) {
			ReconnectingWebSocketClient client = client(
					ClientOptions.builder(server.uri()).header("Authorization", "Bearer secret"));
			Opened opened = client.events().ofType(Opened.class).blockFirst(SOON);
			assertThat(opened.uri()).isEqualTo(other.uri("ws", "/b"));
			assertThat(server.requests()).allMatch(request -> request.contains("Bearer secret"))
				.anyMatch(request -> request.startsWith("GET /there "));
			assertThat(other.requests()).singleElement().asString().doesNotContain("secret");
		}
	}

	@Test
	void comesBackAndSendsWhatWasNotTaken() {
		try (FakeServer server = FakeServer.of(client -> {
			client.upgrade().message();
			client.reset();
		}, client -> client.answer("HTTP/1.1 503 Busy\r\nContent-Length: 0"), client -> client.upgrade().echo())) {
			ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(ClientOptions.builder(server.uri())
				.backoff(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofSeconds(30))
				.build());
			client.start();
			List<ClientEvent> events = client.events()
				.doOnNext(event -> sendWhen(client, event))
				.takeUntil(Received.class::isInstance)
				.collectList()
				.block(SOON);
			assertThat(events).filteredOn(Retrying.class::isInstance).hasSize(2);
			assertThat(events.get(events.size() - 1)).isEqualTo(new Received(Message.text("later")));
		}
	}

	private static void sendWhen(ReconnectingWebSocketClient client, ClientEvent event) {
		if (event instanceof Opened) {
			client.send(Message.text("first")).onErrorComplete().subscribe();
		}
		if (event instanceof Closed) {
			client.send(Message.text("later")).onErrorComplete().subscribe();
		}
	}

	private static WebSocketFailure failureOf(Step step) {
		try (FakeServer server = FakeServer.of(step)) {
			return failure(ClientOptions.builder(server.uri()));
		}
	}

	private static WebSocketFailure failure(ClientOptions.Builder options) {
		ReconnectingWebSocketClient client = client(options);
		Throwable[] end = new Throwable[1];
		client.events().doOnError(error -> end[0] = error).onErrorComplete().blockLast(SOON);
		return (WebSocketFailure) end[0];
	}

	private static Closed endOf(Step step) {
		try (FakeServer server = FakeServer.of(step)) {
			Closed closed = client(ClientOptions.builder(server.uri())).events()
				.onErrorComplete()
				.ofType(Closed.class)
				.blockLast(SOON);
			assertThat(server.problems()).isEmpty();
			return closed;
		}
	}

	private static ReconnectingWebSocketClient client(ClientOptions.Builder options) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(options.reconnect(false).build());
		client.start();
		return client;
	}

}
