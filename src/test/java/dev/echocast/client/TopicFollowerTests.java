package dev.echocast.client;

import java.util.ArrayList;
import java.util.List;

import dev.echocast.client.ClientEvent.Initiator;
import dev.echocast.client.TopicEvent.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What becomes of publications, in virtual time: each has an outcome, whatever else
 * happens.
 */
class TopicFollowerTests extends ConnectionLoopFixture {

	private final FakeLink first = FakeLink.quick().in(TopicFollower.SUBPROTOCOL);

	private final FakeLink second = FakeLink.quick().in(TopicFollower.SUBPROTOCOL);

	private final List<String> outcomes = new ArrayList<>();

	private final TopicFollower follower = new TopicFollower(ClientOptions.builder(ANY).build(), null, this::client);

	@Test
	void aPublicationMadeWhileTheOpeningIsHandledIsSent() {
		connect();
		this.follower.events().subscribe(event -> on(event, ClientEvent.Opened.class, this::publish), failure -> {
		});
		start(this.follower);
		assertThat(this.first.texts()).singleElement().asString().contains("\"publish\"");
		ack("1");
		assertThat(this.outcomes).containsExactly("a:1");
	}

	@Test
	void aPublicationMadeWhileTheEndIsHandledFails() {
		connect();
		this.follower.events().subscribe(event -> on(event, ClientEvent.Closed.class, this::publish), failure -> {
		});
		start(this.follower);
		end();
		assertThat(this.outcomes).containsExactly("NOT_CONNECTED");
	}

	@Test
	void whoTakesNoMoreEventsGetsNoAnswerButAnEnd() {
		connect();
		Subscription events = take(Long.MAX_VALUE);
		publish();
		pass(0);
		assertThat(this.first.texts()).hasSize(1);
		events.cancel();
		assertThat(this.outcomes).containsExactly("LOST");
		publish();
		pass(0);
		assertThat(this.outcomes).containsExactly("LOST", "NOT_CONNECTED");
	}

	@Test
	void nonsenseFromTheServerEndsThePublicationsToo() {
		connect();
		take(Long.MAX_VALUE);
		publish();
		pass(0);
		this.listener.received(Message.text("nonsense"));
		assertThat(this.outcomes).containsExactly("LOST");
	}

	@Test
	void theEndOfAnEarlierConnectionTakenLateDoesNotConcernAPublication() {
		connect();
		BaseSubscriber<TopicEvent> events = take(2);
		publish();
		pass(0);
		end();
		pass(1000);
		publish();
		pass(0);
		assertThat(this.first.texts()).hasSize(1);
		assertThat(this.second.texts()).hasSize(1);
		assertThat(this.outcomes).isEmpty();
		events.request(100);
		assertThat(this.outcomes).containsExactly("LOST");
		ack("2");
		assertThat(this.outcomes).containsExactly("LOST", "a:1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", ":1", "a:", "a:-1", "a b:1", "a&b:1", "a:1234567890123456789" })
	void aWrongPositionIsTheCallersMistake(String position) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TopicFollower.resume(ClientOptions.builder(ANY).build(), position))
			.withMessageContaining("not a position");
	}

	private void connect() {
		this.attempts.add(Mono.just(this.first));
		this.attempts.add(Mono.just(this.second));
	}

	private void start(TopicFollower follower) {
		follower.start();
		pass(0);
	}

	private BaseSubscriber<TopicEvent> take(long events) {
		BaseSubscriber<TopicEvent> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(events);
			}

			@Override
			protected void hookOnError(Throwable failure) {
				// As expected of nonsense.
			}

		};
		this.follower.events().subscribe(subscriber);
		start(this.follower);
		return subscriber;
	}

	private void publish() {
		this.follower.publish(Message.text("x"))
			.subscribe(this.outcomes::add, failure -> this.outcomes.add(((WebSocketFailure) failure).kind().name()));
	}

	private void ack(String id) {
		this.listener.received(Message.text("{\"type\":\"ack\",\"id\":\"" + id + "\",\"position\":\"a:1\"}"));
	}

	private void end() {
		this.listener.closed(CloseStatus.ABNORMAL, Initiator.NETWORK, null);
		pass(0);
	}

	private static void on(TopicEvent event, Class<? extends ClientEvent> type, Runnable action) {
		if (event instanceof Connection connection && type.isInstance(connection.event())) {
			action.run();
		}
	}

}
