package dev.echocast.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.echocast.client.ClientEvent.Received;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class InboxTests {

	private static final Received MESSAGE = new Received(Message.text("12345"));

	private int drained;

	@Test
	void roomIsToldOfOnceItIsThere() {
		Inbox inbox = new Inbox(2, 1000);
		inbox.emit(MESSAGE);
		inbox.emit(MESSAGE);
		inbox.emit(MESSAGE);
		assertThat(inbox.isFull()).isTrue();
		StepVerifier.create(inbox.events(() -> this.drained++), 1)
			.expectNextCount(1)
			.then(() -> assertThat(this.drained).isZero())
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> assertThat(this.drained).isEqualTo(1))
			.then(() -> assertThat(inbox.isFull()).isFalse())
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> assertThat(this.drained).isEqualTo(1))
			.thenCancel()
			.verify(Timeouts.SOON);
	}

	@Test
	void soIsRoomForBytes() {
		Inbox inbox = new Inbox(1000, 6);
		inbox.emit(MESSAGE);
		assertThat(inbox.isFull()).isFalse();
		inbox.emit(MESSAGE);
		assertThat(inbox.isFull()).isTrue();
		StepVerifier.create(inbox.events(() -> this.drained++), 1)
			.expectNextCount(1)
			.then(() -> assertThat(this.drained).isEqualTo(1))
			.then(() -> assertThat(inbox.isFull()).isFalse())
			.thenCancel()
			.verify(Timeouts.SOON);
	}

	@Test
	void whatIsNoMessageTakesNoRoom() {
		Inbox inbox = new Inbox(1, 1);
		ClientEvent pong = new ClientEvent.Pong(Duration.ZERO);
		inbox.emit(pong);
		assertThat(inbox.isFull()).isFalse();
		inbox.emit(MESSAGE);
		assertThat(inbox.isFull()).isTrue();
		StepVerifier.create(inbox.events(() -> this.drained++), 1)
			.expectNext(pong)
			.then(() -> assertThat(this.drained).isZero())
			.thenRequest(1)
			.expectNext(MESSAGE)
			.then(() -> assertThat(this.drained).isEqualTo(1))
			.thenCancel()
			.verify(Timeouts.SOON);
	}

	@Test
	void whatCameBeforeTheEndIsTakenBeforeIt() {
		Inbox inbox = new Inbox(10, 1000);
		inbox.emit(MESSAGE);
		inbox.end(null);
		inbox.emit(MESSAGE);
		StepVerifier.create(inbox.events(() -> this.drained++))
			.expectNext(MESSAGE)
			.expectComplete()
			.verify(Timeouts.SOON);
	}

	@Test
	void aFailureIsToldBehindWhatCameBeforeIt() {
		Inbox inbox = new Inbox(10, 1000);
		WebSocketFailure failure = Failures.lost("gone");
		inbox.emit(MESSAGE);
		inbox.end(failure);
		StepVerifier.create(inbox.events(() -> this.drained++))
			.expectNext(MESSAGE)
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(Timeouts.SOON);
	}

	/**
	 * To know the size of the large message takes a while, in which the small one comes.
	 */
	@Test
	void roomIsToldOfAlsoWhenMoreComesInWhileItIsMade() throws InterruptedException {
		int large = 4_000_000;
		Received first = new Received(Message.text("x".repeat(large)));
		for (int round = 0; round < 50; round++) {
			Inbox inbox = new Inbox(1000, large + 1);
			Semaphore room = new Semaphore(0);
			BaseSubscriber<ClientEvent> taker = new BaseSubscriber<>() {

				@Override
				protected void hookOnSubscribe(Subscription subscription) {
					// Asks when the test does.
				}

			};
			inbox.events(room::release).subscribe(taker);
			inbox.emit(first);
			CountDownLatch taking = new CountDownLatch(1);
			Thread thread = new Thread(() -> {
				taking.countDown();
				taker.request(2);
			});
			thread.start();
			taking.await();
			inbox.emit(MESSAGE);
			if (inbox.isFull()) {
				assertThat(room.tryAcquire(Timeouts.SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
			}
			thread.join();
		}
	}

}
