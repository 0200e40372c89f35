package dev.echocast.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import dev.echocast.client.TopicEvent.Connection;
import dev.echocast.client.TopicEvent.Published;
import dev.echocast.client.TopicEvent.Welcome;
import dev.echocast.client.WebSocketFailure.Kind;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A topic whose server is scripted in the words of the wire format.
 */
class TopicFollowerIntegrationTests {

	private static final Duration SOON = Timeouts.SOON;

	private static final String[] JSON = { "Sec-WebSocket-Protocol: " + TopicFollower.SUBPROTOCOL };

	@Test
	void aReconnectResumesAfterTheLastPositionAndRepeatsNothing() {
		try (FakeServer server = FakeServer.of(client -> {
			client.upgrade(JSON).text(welcome("a:4", "")).text(message("a:5", "five")).text(message("a:6", "six"));
			client.message();
			client.reset();
		}, client -> {
			client.upgrade(JSON).text(welcome("a:8", ",\"recovered\":true"));
			client.text(message("a:6", "six")).text(message("a:7", "seven")).text(message("a:8", "eight")).echo();
		})) {
			TopicFollower follower = follower(server.uri("ws", "/ws/broadcast/news?presence=true"));
			List<TopicEvent> events = follower.events()
				.doOnNext(event -> publishAfter("six", event, follower))
				.filter(event -> !(event instanceof Connection))
				.takeUntil(event -> event instanceof Published published && published.position().equals("a:8"))
				.collectList()
				.block(SOON);
			assertThat(events).filteredOn(Published.class::isInstance)
				.extracting(event -> ((Published) event).message().asText())
				.containsExactly("five", "six", "seven", "eight");
			assertThat(events).filteredOn(Welcome.class::isInstance)
				.extracting(event -> ((Welcome) event).recovered())
				.containsExactly(null, true);
			assertThat(server.requests().get(1)).startsWith("GET /ws/broadcast/news?presence=true&since=a:6 ");
		}
	}

	/** Makes the scripted server go away. */
	private static void publishAfter(String text, TopicEvent event, TopicFollower follower) {
		if (event instanceof Published published && published.message().asText().equals(text)) {
			follower.publish(Message.text("x")).onErrorComplete().subscribe();
		}
	}

	@Test
	void aReplayAfterALossIsAskedForAgainIfTheConnectionEndsBeforeIt() {
		try (FakeServer server = FakeServer.of(client -> {
			client.upgrade(JSON).text(welcome("b:3", ",\"recovered\":false"));
			client.message();
			client.reset();
		}, client -> {
			client.upgrade(JSON).text(welcome("b:3", ",\"recovered\":true")).text(message("b:1", "one"));
			client.text(welcome("b:7", ",\"recovered\":false"));
			client.message();
			client.reset();
		}, client -> client.upgrade(JSON)
			.text(welcome("b:8", ",\"recovered\":true"))
			.text(message("b:8", "eight"))
			.echo())) {
			TopicFollower follower = TopicFollower.resume(impatient(server.uri()), "a:9");
			follower.start();
			follower.events()
				.doOnNext(event -> goOnAfterLoss(event, follower))
				.takeUntil(event -> event instanceof Published it && it.position().equals("b:8"))
				.blockLast(SOON);
			assertThat(server.requests().get(1)).startsWith("GET /?since=b:0 ");
			assertThat(server.requests().get(2)).startsWith("GET /?since=b:7 ");
		}
	}

	/** Makes the scripted server go away. */
	private static void goOnAfterLoss(TopicEvent event, TopicFollower follower) {
		if (event instanceof Welcome welcome && Boolean.FALSE.equals(welcome.recovered())) {
			follower.publish(Message.text("x")).onErrorComplete().subscribe();
		}
	}

	@Test
	void aGapIsAnnouncedAndTheNewEpochFollowed() {
		try (FakeServer server = FakeServer.of(client -> {
			client.upgrade(JSON).text(welcome("b:1", ",\"recovered\":false")).text(message("b:2", "new")).echo();
		})) {
			TopicFollower follower = TopicFollower.resume(ClientOptions.builder(server.uri()).build(), "a:9");
			follower.start();
			StepVerifier.create(follower.events().filter(event -> !(event instanceof Connection)))
				.expectNextMatches(
						event -> event instanceof Welcome welcome && Boolean.FALSE.equals(welcome.recovered()))
				.expectNextMatches(event -> event instanceof Published published && published.position().equals("b:2"))
				.thenCancel()
				.verify(SOON);
			assertThat(server.requests().get(0)).startsWith("GET /?since=a:9 ");
		}
	}

	@Test
	void publicationsAreAnswered() {
		try (FakeServer server = FakeServer.of(client -> {
			client.upgrade(JSON).text(welcome("a:1", ""));
			assertThat(client.message().text())
				.isEqualTo("{\"type\":\"publish\",\"id\":\"1\",\"text\":\"hi \\\"you\\\"\"}");
			client.text("{\"type\":\"ack\",\"id\":\"1\",\"position\":\"a:2\"}");
			assertThat(client.message().text()).isEqualTo("{\"type\":\"publish\",\"id\":\"2\",\"base64\":\"AP8=\"}");
			client.text(error("2", "malformed"));
			client.message();
			client.text(error("3", "busy"));
			client.message();
			client.text(error("4", "unavailable"));
			client.message();
			client.reset();
		}, client -> client.upgrade(JSON).text(welcome("a:2", "")).echo())) {
			TopicFollower follower = follower(server.uri());
			Flux<TopicEvent> events = follower.events().publish().autoConnect(2);
			events.subscribe();
			events.ofType(Welcome.class).blockFirst(SOON);
			StepVerifier.create(follower.publish(Message.text("hi \"you\"")))
				.expectNext("a:2")
				.expectComplete()
				.verify(SOON);
			assertFails(follower, Message.binary((byte) 0, (byte) -1), Kind.DECLINED);
			assertFails(follower, Message.text("not now"), Kind.BUSY);
			assertFails(follower, Message.text("perhaps"), Kind.UNAVAILABLE);
			assertFails(follower, Message.text("who knows"), Kind.LOST);
			follower.stop().block(SOON);
			assertFails(follower, Message.text("late"), Kind.NOT_CONNECTED);
			assertThat(server.problems()).isEmpty();
		}
	}

	private static void assertFails(TopicFollower follower, Message message, Kind kind) {
		StepVerifier.create(follower.publish(message))
			.expectErrorMatches(error -> ((WebSocketFailure) error).kind() == kind)
			.verify(SOON);
	}

	@Test
	void everyTypeIsUnderstood() {
		try (FakeServer server = FakeServer.of(client -> client.upgrade(JSON)
			.text(welcome("a:1", ""))
			.text("{\"type\":\"joined\",\"session\":\"s2\",\"members\":2}")
			.text("{\"type\":\"left\",\"session\":\"s2\",\"members\":1,\"others\":3}")
			.text("{\"type\":\"from the future\"}")
			.text("{\"type\":\"error\",\"code\":\"bad\",\"message\":\"what\"}")
			.text("{\"type\":\"message\",\"position\":\"a:2\",\"sender\":\"s\",\"time\":\"t\",\"base64\":\"AQ==\"}")
			.echo())) {
			TopicFollower follower = follower(server.uri());
			StepVerifier.create(follower.events().filter(event -> !(event instanceof Connection)))
				.expectNext(new Welcome("s1", "n1", "news", 1, "a:1", null, "", null))
				.expectNext(new TopicEvent.Presence(true, "s2", "", "", 2, 0))
				.expectNext(new TopicEvent.Presence(false, "s2", "", "", 1, 3))
				.expectNext(new TopicEvent.Refused("bad", "what"))
				.expectNext(new Published("a:2", "s", "", "t", Message.binary((byte) 1)))
				.thenCancel()
				.verify(SOON);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "not json", "{\"type\":\"message\",\"position\":\"x\"}",
			"{\"type\":\"message\",\"position\":\"a:b\"}", "{\"type\":\"welcome\",\"position\":\"a b:1\"}",
			"{\"type\":\"welcome\",\"position\":\"a:-1\"}", "{\"type\":\"message\",\"base64\":\"%\"}" })
	void nonsenseEndsTheFollower(String text) {
		try (FakeServer server = FakeServer.of(client -> client.upgrade(JSON).text(text).echo())) {
			StepVerifier.create(follower(server.uri()).events().filter(event -> !(event instanceof Connection)))
				.expectErrorMatches(error -> ((WebSocketFailure) error).kind() == Kind.PROTOCOL)
				.verify(SOON);
		}
	}

	@Test
	void aServerWithoutTheFormatEndsTheFollower() {
		try (FakeServer server = FakeServer.of(client -> client.upgrade().echo())) {
			StepVerifier.create(follower(server.uri()).events())
				.expectNextCount(1)
				.expectErrorMessage("the server does not speak echocast.v1.json")
				.verify(SOON);
		}
	}

	private static TopicFollower follower(URI uri) {
		TopicFollower follower = TopicFollower.create(impatient(uri));
		follower.start();
		return follower;
	}

	/** With the default delays two reconnects may take 15 s. */
	private static ClientOptions impatient(URI uri) {
		return ClientOptions.builder(uri)
			.backoff(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofSeconds(30))
			.build();
	}

	private static String welcome(String position, String more) {
		return "{\"type\":\"welcome\",\"session\":\"s1\",\"node\":\"n1\",\"topic\":\"news\",\"members\":1,\"position\":\""
				+ position + "\"" + more + "}";
	}

	private static String error(String id, String code) {
		return "{\"type\":\"error\",\"id\":\"" + id + "\",\"code\":\"" + code + "\",\"message\":\"no\"}";
	}

	private static String message(String position, String text) throws IOException {
		return "{\"type\":\"message\",\"position\":\"" + position + "\",\"sender\":\"s\",\"time\":\"t\",\"text\":\""
				+ text + "\"}";
	}

}
