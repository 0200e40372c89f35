package dev.echocast.client;

import java.util.ArrayList;
import java.util.List;

import dev.echocast.client.ClientEvent.Initiator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The end of a client, whatever it is doing.
 */
class StopTests extends ConnectionLoopFixture {

	@Test
	void stopEndsAnAttempt() {
		this.attempts.add(Mono.<Link>never().doOnCancel(() -> this.cancelled++));
		stopAfter(1);
		assertThat(this.cancelled).isEqualTo(1);
	}

	@Test
	void stopEndsAWait() {
		fail(Failures.lost("gone"));
		stopAfter(2);
		pass(100_000);
		assertThat(this.attempts).isEmpty();
	}

	@Test
	void turningReconnectingOffEndsAWait() {
		fail(Failures.lost("gone"));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(() -> this.client.reconnect(false))
			.then(() -> pass(0))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void stopIsDoneOnceAndStartOnlyBefore() {
		this.client.stop();
		this.client.stop();
		start();
		StepVerifier.create(this.client.stop()).then(() -> pass(0)).expectComplete().verify(SOON);
		StepVerifier.create(this.client.events()).expectComplete().verify(SOON);
		StepVerifier.create(this.client.send(Message.text("late")))
			.then(() -> pass(0))
			.expectErrorMessage("the client has stopped")
			.verify(SOON);
	}

	@Test
	void startTwiceConnectsOnce() {
		this.attempts.add(Mono.never());
		start();
		start();
		assertThat(this.attempts).isEmpty();
	}

	@Test
	void stopSendsWhatIsQueuedWithinTheCloseTimeout() {
		FakeLink link = FakeLink.quick();
		link.writable = false;
		this.attempts.add(Mono.just(link));
		start();
		StepVerifier sent = StepVerifier.create(this.client.send(Message.text("last words")))
			.expectComplete()
			.verifyLater();
		Mono<Void> stopped = this.client.stop(new CloseStatus(4000, ""));
		pass(4999);
		assertThat(link.closedWith).isNull();
		link.writable = true;
		this.listener.writable();
		pass(0);
		assertThat(link.written).containsExactly(Message.text("last words"));
		assertThat(link.closedWith).isEqualTo(new CloseStatus(4000, ""));
		this.listener.closed(link.closedWith, Initiator.CLIENT, null);
		StepVerifier.create(stopped).expectComplete().verify(SOON);
		sent.verify(SOON);
	}

	@Test
	void whatIsSentAndStoppedWhileAnEventIsHandledGoesOutFirst() {
		FakeLink link = FakeLink.quick();
		this.attempts.add(Mono.just(link));
		List<String> outcomes = new ArrayList<>();
		this.client.events().ofType(ClientEvent.Opened.class).subscribe(event -> {
			this.client.send(Message.text("hello")).subscribe(nothing -> {
			}, failure -> outcomes.add(failure.getMessage()), () -> outcomes.add("sent"));
			this.client.stop();
		});
		start();
		assertThat(link.texts()).containsExactly("hello");
		assertThat(outcomes).containsExactly("sent");
		assertThat(link.closedWith).isEqualTo(CloseStatus.NORMAL);
	}

	@Test
	void aServerThatBreaksTheProtocolAtTheEndIsToldOf() {
		this.attempts.add(Mono.just(FakeLink.quick()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(this.client::stop)
			.then(() -> pass(0))
			.then(() -> this.listener.closed(CloseStatus.NORMAL, Initiator.CLIENT, Failures.protocol("what was that")))
			.expectNextCount(1)
			.expectErrorMessage("what was that")
			.verify(SOON);
		StepVerifier.create(this.client.stop()).expectComplete().verify(SOON);
	}

	@Test
	void stopClosesWithoutTheRestWhenTheServerTakesNothing() {
		FakeLink link = FakeLink.quick();
		link.writable = false;
		this.attempts.add(Mono.just(link));
		start();
		StepVerifier.create(this.client.send(Message.text("never"))).then(() -> {
			this.client.stop();
			pass(5000);
			assertThat(link.closedWith).isEqualTo(CloseStatus.NORMAL);
			this.listener.closed(CloseStatus.ABNORMAL, Initiator.NETWORK, null);
		}).expectErrorMessage("the client has stopped").verify(SOON);
	}

	@Test
	void codesThatMayNotBeSentAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.stop(CloseStatus.NO_STATUS));
	}

	private void stopAfter(int events) {
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(events)
			.then(this.client::stop)
			.then(() -> pass(0))
			.expectComplete()
			.verify(SOON);
	}

}
