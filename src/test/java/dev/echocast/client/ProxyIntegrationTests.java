package dev.echocast.client;

import java.net.URI;
import java.time.Duration;

import dev.echocast.client.ClientEvent.Received;
import dev.echocast.client.FakeServer.Step;
import dev.echocast.client.WebSocketFailure.Kind;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The fake server plays the proxy, and then what is behind it.
 */
class ProxyIntegrationTests {

	private static final Duration SOON = Timeouts.SOON;

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
	void aProxyThatRefusesIsToldApart() {
		try (FakeServer proxy = FakeServer.of(client -> client.answer("HTTP/1.1 407 Who are you"))) {
			ReconnectingWebSocketClient client = client(proxy.uri("http", ""), "");
			Throwable[] end = new Throwable[1];
			client.events().doOnError(error -> end[0] = error).onErrorComplete().blockLast(SOON);
			assertThat(((WebSocketFailure) end[0]).kind()).isEqualTo(Kind.PROXY);
		}
	}

	@Test
	void otherProxiesAreRefused() {
		ClientOptions options = ClientOptions.builder(BEHIND).proxy(URI.create("ftp://h:1")).build();
		assertThatIllegalArgumentException().isThrownBy(() -> ReconnectingWebSocketClient.create(options))
			.withMessageContaining("not an http, socks4 or socks5 proxy");
	}

	private static String say(URI proxy, String credentials) {
		ReconnectingWebSocketClient client = client(proxy, credentials);
		client.send(Message.text("hi")).subscribe();
		String answer = client.events().ofType(Received.class).map(event -> event.message().asText()).blockFirst(SOON);
		client.stop().block(SOON);
		return answer;
	}

	private static ReconnectingWebSocketClient client(URI proxy, String credentials) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(ClientOptions.builder(BEHIND)
			.reconnect(false)
			.proxy(URI.create(proxy.toString().replace("://", "://" + credentials)))
			.build());
		client.start();
		return client;
	}

}
