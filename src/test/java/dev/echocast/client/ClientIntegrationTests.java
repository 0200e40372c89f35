package dev.echocast.client;

import java.net.URI;

import dev.echocast.client.ClientEvent.Closed;
import dev.echocast.client.ClientEvent.Initiator;
import dev.echocast.client.ClientEvent.Opened;
import dev.echocast.client.ClientEvent.Pong;
import dev.echocast.client.ClientEvent.Received;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that goes well, against a scripted server.
 */
class ClientIntegrationTests {

	@Test
	void messagesComeBackAndTheClosingHandshakeIsComplete() {
		try (FakeServer server = FakeServer.of(client -> client.upgrade().echo())) {
			ReconnectingWebSocketClient client = start(server.uri());
			StepVerifier.create(client.events())
				.expectNext(new ClientEvent.Connecting(server.uri(), 1))
				.assertNext(event -> assertThat(event).isInstanceOfSatisfying(Opened.class,
						opened -> assertThat(opened.server()).isEqualTo("fake")))
				.then(() -> client.send(Flux.just(Message.text("grüß"), Message.binary((byte) 0, (byte) -1)))
					.subscribe())
				.expectNext(new Received(Message.text("grüß")))
				.expectNext(new Received(Message.binary((byte) 0, (byte) -1)))
				.then(client::ping)
				.expectNextMatches(event -> event instanceof Pong pong && !pong.roundTrip().isNegative())
				.then(() -> client.stop(new CloseStatus(3001, "bye")))
				.expectNext(new Closed(new CloseStatus(3001, "bye"), Initiator.CLIENT))
				.expectComplete()
				.verify(SOON);
			assertThat(server.problems()).isEmpty();
		}
	}

	@Test
	void compressedMessagesComeBack() {
		try (FakeServer server = FakeServer
			.of(client -> client.upgrade("Sec-WebSocket-Extensions: permessage-deflate").echo())) {
			ReconnectingWebSocketClient client = ReconnectingWebSocketClient
				.create(ClientOptions.builder(server.uri()).compression(true).build());
			client.start();
			Message text = Message.text("again and again ".repeat(100));
			Message binary = Message.binary(new byte[5000]);
			client.send(Flux.just(text, binary, text)).subscribe();
			StepVerifier.create(client.events().ofType(Received.class))
				.expectNext(new Received(text), new Received(binary), new Received(text))
				.thenCancel()
				.verify(SOON);
		}
	}

	@Test
	void pingsAreAnsweredWithTheirPayload() {
		byte[][] answers = new byte[2][];
		try (FakeServer server = FakeServer.of(client -> {
			client.upgrade().frame(0x89, (byte) 1).frame(0x89, (byte) 2, (byte) 3).frame(0x8a, (byte) 9);
			answers[0] = client.read().payload();
			answers[1] = client.read().payload();
			client.close(1000, "");
		})) {
			start(server.uri()).events().blockLast(SOON);
			assertThat(answers).isDeepEqualTo(new byte[][] { { 1 }, { 2, 3 } });
		}
	}

	private static ReconnectingWebSocketClient start(URI uri) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(ClientOptions.builder(uri).build());
		client.start();
		return client;
	}

}
