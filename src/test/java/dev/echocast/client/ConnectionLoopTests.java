package dev.echocast.client;

import java.time.Duration;

import dev.echocast.client.ClientEvent.Closed;
import dev.echocast.client.ClientEvent.Connecting;
import dev.echocast.client.ClientEvent.Initiator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a client in virtual time, with attempts and connections of the test's
 * making.
 */
class ConnectionLoopTests extends ConnectionLoopFixture {

	@Test
	void transientFailuresAreTriedAgainWithGrowingDelays() {
		fail(Failures.lost("gone"), Failures.rejected(502, null, ""),
				Failures.rejected(503, Duration.ofSeconds(60), ""));
		this.attempts.add(Mono.just(FakeLink.quick()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNext(new Connecting(ANY, 1))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(1)))
			.then(() -> pass(999))
			.expectNoEvent(Duration.ofMillis(1))
			.then(() -> pass(1))
			.expectNext(new Connecting(ANY, 2))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(2)))
			.then(() -> pass(2000))
			.expectNext(new Connecting(ANY, 3))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(64)))
			.then(() -> pass(64_000))
			.expectNext(new Connecting(ANY, 4))
			.expectNext(FakeLink.OPENED)
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void aFinalFailureEndsTheClient() {
		fail(Failures.rejected(401, null, "who are you"));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNext(new Connecting(ANY, 1))
			.expectErrorMatches(error -> error instanceof WebSocketFailure failure && failure.code() == 401)
			.verify(SOON);
	}

	@Test
	void aStableConnectionResetsTheBackoff() {
		fail(Failures.lost("1"), Failures.lost("2"));
		this.attempts.add(Mono.just(FakeLink.quick()));
		this.attempts.add(Mono.just(FakeLink.quick()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(() -> pass(1000))
			.expectNextCount(2)
			.then(() -> pass(2000))
			.expectNext(new Connecting(ANY, 3), FakeLink.OPENED)
			.then(() -> pass(29_999))
			.then(() -> this.listener.closed(CloseStatus.ABNORMAL, Initiator.NETWORK, null))
			.expectNext(new Closed(CloseStatus.ABNORMAL, Initiator.NETWORK))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(4)))
			.then(() -> pass(4000))
			.expectNext(new Connecting(ANY, 4), FakeLink.OPENED)
			.then(() -> pass(30_000))
			.then(() -> this.listener.closed(CloseStatus.GOING_AWAY, Initiator.SERVER, null))
			.expectNext(new Closed(CloseStatus.GOING_AWAY, Initiator.SERVER))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(1)))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void aNormalCloseByTheServerEndsTheClientWithoutError() {
		this.attempts.add(Mono.just(FakeLink.quick()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(() -> this.listener.closed(CloseStatus.NORMAL, Initiator.SERVER, null))
			.expectNext(new Closed(CloseStatus.NORMAL, Initiator.SERVER))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void aFinalCloseEndsTheClientWithAnError() {
		this.attempts.add(Mono.just(FakeLink.quick()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(() -> this.listener.closed(new CloseStatus(1008, "flood"), Initiator.SERVER, null))
			.expectNextCount(1)
			.expectErrorMessage("closed with 1008 (Policy Violation): flood")
			.verify(SOON);
	}

	@Test
	void withoutReconnectingTheFirstFailureIsTheLast() {
		ReconnectingWebSocketClient once = client(ClientOptions.builder(ANY).reconnect(false));
		fail(Failures.lost("gone"));
		StepVerifier.create(once.events())
			.then(() -> start(once))
			.expectNextCount(1)
			.expectErrorMessage("gone")
			.verify(SOON);
	}

	@Test
	void aSlowTakerStopsTheReading() {
		ReconnectingWebSocketClient small = client(ClientOptions.builder(ANY).queue(2, 1000));
		FakeLink link = FakeLink.quick();
		this.attempts.add(Mono.just(link));
		StepVerifier.create(small.events(), 2)
			.then(() -> start(small))
			.expectNextCount(2)
			.then(() -> this.listener.received(Message.text("1")))
			.then(() -> assertThat(link.reading).isTrue())
			.then(() -> this.listener.received(Message.text("2")))
			.then(() -> assertThat(link.reading).isFalse())
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> pass(0))
			.then(() -> assertThat(link.reading).isTrue())
			.thenCancel()
			.verify(SOON);
	}

}
