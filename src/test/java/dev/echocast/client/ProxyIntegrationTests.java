package dev.echocast.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.echocast.client.ClientEvent.Received;
import dev.echocast.client.FakeServer.Step;
import dev.echocast.client.WebSocketFailure.Kind;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The fake server plays the proxy, and then what is behind it.
 */
class ProxyIntegrationTests {

	private static final Duration SOON = Timeouts.SOON;

	/** Version, command, a zero, the type of address, a name and its length, the port. */
	private static final int SOCKS5_REQUEST = 5 + "behind.invalid".length() + 2;

	private static final URI BEHIND = URI.create("ws://behind.invalid/");

	@Test
	void httpProxiesAreAskedToConnect() {
		try (FakeServer proxy = FakeServer.of(client -> {
			client.answer("HTTP/1.1 200 Connected");
			client.upgrade().echo();
		})) {
			assertThat(say(proxy.uri("http", ""), "me:secret@")).isEqualTo("hi");
			assertThat(proxy.requests().get(0)).startsWith("CONNECT behind.invalid:80 ")
				.containsIgnoringCase("proxy-authorization: Basic bWU6c2VjcmV0");
			assertThat(proxy.requests().get(1)).startsWith("GET / ").contains("Host: behind.invalid");
		}
	}

	@Test
	void socksProxiesAreAskedToConnect() {
		Step socks = client -> {
			client.skip(3 + 5 + "behind.invalid".length() + 2, "05 00", 3);
			client.hex("05 00 00 01 7f 00 00 01 00 50").upgrade().echo();
		};
		try (FakeServer proxy = FakeServer.of(socks)) {
			assertThat(say(proxy.uri("socks5", ""), "")).isEqualTo("hi");
		}
	}

	@Test
	void socks5ProxiesGetThePasswordTheyAskFor() {
		try (FakeServer proxy = FakeServer.of(client -> {
			assertThat(login(client)).isEqualTo("me:s:cret");
			client.hex("01 00").take(SOCKS5_REQUEST);
			client.hex("05 00 00 01 7f 00 00 01 00 50").upgrade().echo();
		})) {
			assertThat(say(proxy.uri("socks5", ""), "me:s%3Acret@")).isEqualTo("hi");
			assertThat(proxy.problems()).isEmpty();
		}
	}

	/** Asks for a password, and returns the user and it. */
	private static String login(Peer client) throws IOException {
		client.take(client.take(2)[1]);
		client.hex("05 02");
		String user = new String(client.take(client.take(2)[1]), StandardCharsets.UTF_8);
		return user + ":" + new String(client.take(client.take(1)[0]), StandardCharsets.UTF_8);
	}

	@Test
	void socks4ProxiesResolveAndGetTheUser() {
		byte[][] request = new byte[1][];
		try (FakeServer proxy = FakeServer.of(client -> {
			request[0] = client.take(8 + "me".length() + 1 + "behind.invalid".length() + 1);
			client.hex("00 5a 00 50 7f 00 00 01").upgrade().echo();
		})) {
			assertThat(say(proxy.uri("socks4", ""), "me@")).isEqualTo("hi");
			assertThat(new String(request[0], StandardCharsets.ISO_8859_1))
				.isEqualTo("\4\1\0\120\0\0\0\1me\0behind.invalid\0");
		}
	}

	@Test
	void aProxyThatRefusesIsNamedAndItsPasswordIsNot() {
		assertNamed("http", client -> client.answer("HTTP/1.1 407 Who are you"), "407 Who are you");
		assertNamed("socks4", client -> client.hex("00 5b 00 00 00 00 00 00").swallow(), "REJECTED");
		assertNamed("socks5", client -> client.hex("05 ff").swallow(), "authMethod: UNACCEPTED");
		assertNamed("socks5", client -> {
			login(client);
			client.hex("01 01").swallow();
		}, "authStatus: ");
		assertNamed("socks5", client -> {
			login(client);
			client.hex("01 00").take(SOCKS5_REQUEST);
			client.hex("05 05 00 01 00 00 00 00 00 00").swallow();
		}, "status: CONNECTION_REFUSED");
		assertNamed("socks5", client -> client.hex("48 54 54 50").swallow(), "UNACCEPTED");
		assertNamed("socks5", client -> client.take(4), "disconnected");
	}

	private static void assertNamed(String scheme, Step step, String reason) {
		try (FakeServer proxy = FakeServer.of(step)) {
			WebSocketFailure failure = failure(builder(proxy.uri(scheme, ""), "me:secret@"));
			assertThat(failure.kind()).as(reason).isEqualTo(Kind.PROXY);
			assertThat(failure)
				.hasMessageStartingWith("the proxy " + scheme + "://127.0.0.1:" + proxy.port() + " did not connect: ");
			assertThat(failure.getMessage()).contains(reason);
			assertThat(failure).hasStackTraceContaining(reason);
			StringWriter all = new StringWriter();
			failure.printStackTrace(new PrintWriter(all));
			assertThat(all.toString()).doesNotContain("secret");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "socks4", "socks5" })
	void aProxyThatSaysNothingIsGivenUpAndNamed(String scheme) {
		try (FakeServer proxy = FakeServer.of(Peer::swallow)) {
			WebSocketFailure failure = failure(
					builder(proxy.uri(scheme, ""), "me:secret@").connectTimeout(Duration.ofMillis(300)));
			assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
			assertThat(failure)
				.hasMessage("no connection within 300 ms through the proxy " + scheme + "://127.0.0.1:" + proxy.port());
		}
	}

	@Test
	void aProxyWithoutAnAddressIsUnresolved() {
		WebSocketFailure failure = failure(builder(URI.create("socks5://nowhere.invalid:1"), ""));
		assertThat(failure.kind()).isEqualTo(Kind.UNRESOLVED);
		assertThat(failure.isTransient()).isTrue();
	}

	@Test
	void otherProxiesAreRefused() {
		ClientOptions options = ClientOptions.builder(BEHIND).proxy(URI.create("ftp://me:secret@h:1")).build();
		assertThatIllegalArgumentException().isThrownBy(() -> ReconnectingWebSocketClient.create(options))
			.withMessage("not an http, socks4 or socks5 proxy: ftp://h:1");
	}

	private static String say(URI proxy, String credentials) {
		ReconnectingWebSocketClient client = client(proxy, credentials);
		client.send(Message.text("hi")).subscribe();
		String answer = client.events().ofType(Received.class).map(event -> event.message().asText()).blockFirst(SOON);
		client.stop().block(SOON);
		return answer;
	}

	private static ReconnectingWebSocketClient client(URI proxy, String credentials) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(builder(proxy, credentials).build());
		client.start();
		return client;
	}

	private static ClientOptions.Builder builder(URI proxy, String credentials) {
		return ClientOptions.builder(BEHIND)
			.reconnect(false)
			.proxy(URI.create(proxy.toString().replace("://", "://" + credentials)));
	}

	private static WebSocketFailure failure(ClientOptions.Builder options) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(options.build());
		client.start();
		Throwable[] end = new Throwable[1];
		client.events().doOnError(error -> end[0] = error).onErrorComplete().blockLast(SOON);
		return (WebSocketFailure) end[0];
	}

}
