package dev.echocast.echo;

import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.ping;
import static dev.echocast.support.Frame.pong;
import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class EchoIntegrationTests {

	@LocalServerPort
	private int port;

	@Test
	void everyMessageComesBackByteForByteAndInOrder() {
		List<String> texts = IntStream.range(0, 2000).mapToObj((i) -> "message " + i + " ✓").toList();
		Sinks.Many<String> received = Sinks.many().unicast().onBackpressureBuffer();
		new ReactorNettyWebSocketClient()
			.execute(URI.create("ws://localhost:" + this.port + "/ws/echo"),
					(session) -> session.send(Flux.fromIterable(texts).map(session::textMessage))
						.and(session.receive()
							.map(WebSocketMessage::getPayloadAsText)
							.take(texts.size())
							.doOnNext(received::tryEmitNext)))
			.block(SOON);
		received.tryEmitComplete();
		StepVerifier.create(received.asFlux().collectList()).expectNext(texts).expectComplete().verify(SOON);
	}

	@Test
	void textComesBackAsTextAndBinaryAsBinary() {
		byte[] large = new byte[1024 * 1024];
		new Random(1).nextBytes(large);
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(text("hi")).expect(text("hi"));
			peer.send(text("")).expect(text(""));
			peer.send(binary((byte) 0, (byte) -1)).expect(binary((byte) 0, (byte) -1));
			peer.send(binary(large)).expect(binary(large));
			peer.send(close(1000, "bye")).expect(close(1000, "bye")).expectEnd();
		}
	}

	@Test
	void controlFramesAreAnsweredAndNeverEchoed() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(ping("a")).expect(pong("a"));
			peer.send(pong("unsolicited")).send(text("b")).expect(text("b"));
			peer.send(text("c").notFinal()).send(ping("d")).expect(pong("d"));
			peer.send(text("e").continuation()).expect(text("ce"));
		}
	}

	@Test
	void aPrefixGoesBeforeTextOnly() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo?prefix=Echo:%20%E2%9C%93+")) {
			peer.send(text("hi")).expect(text("Echo: ✓ hi"));
			peer.send(binary((byte) 1)).expect(binary((byte) 1));
		}
	}

	@Test
	void framesSentTogetherWithTheHandshakeAreNotLost() {
		try (Conversation peer = Conversation.connect(this.port)) {
			byte[] handshake = ("GET /ws/echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
				.getBytes();
			byte[] frame = text("early").masked();
			byte[] both = java.util.Arrays.copyOf(handshake, handshake.length + frame.length);
			System.arraycopy(frame, 0, both, handshake.length, frame.length);
			assertThat(peer.send(both).response()).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
			peer.expect(text("early"));
		}
	}

	@Test
	void aPeerThatDoesNotReadIsNotReadFrom() throws Exception {
		byte[] message = Frame.binary(new byte[64 * 1024]).masked();
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			Thread writer = new Thread(() -> {
				try {
					for (int i = 0; i < 800; i++) {
						peer.send(message);
					}
				}
				catch (RuntimeException ex) {
					// The test ends the connection.
				}
			});
			writer.start();
			// 50 MB do not fit between the two: the writer gets stuck while a peer that
			// reads
			// gets as much back.
			try (Conversation other = Conversation.open(this.port, "/ws/echo")) {
				for (int i = 0; i < 800; i++) {
					assertThat(other.send(message).read().payload()).hasSize(64 * 1024);
				}
			}
			assertThat(writer.isAlive()).isTrue();
			for (int i = 0; i < 800; i++) {
				assertThat(peer.read().payload()).hasSize(64 * 1024);
			}
			writer.join(SOON.toMillis());
			assertThat(writer.isAlive()).isFalse();
		}
	}

}
