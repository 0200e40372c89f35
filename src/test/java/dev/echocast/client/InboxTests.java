package dev.echocast.client;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.echocast.client.ClientEvent.Received;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
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

	/**
	 * One thread brings messages while there is room, as an event loop does, and one
	 * takes them. Neither may ever wait for the other.
	 */
	@Test
	void readingGoesOnHoweverFillingAndTakingMeet() throws InterruptedException {
		Inbox inbox = new Inbox(2, 1_000_000);
		Semaphore room = new Semaphore(0);
		Disposable taker = inbox.events(room::release).publishOn(Schedulers.single(), 1).subscribe();
		for (int i = 0; i < 300_000; i++) {
			inbox.emit(MESSAGE);
			while (inbox.isFull()) {
				assertThat(room.tryAcquire(Timeouts.SOON.toMillis(), TimeUnit.MILLISECONDS)).as("after " + i).isTrue();
			}
		}
		taker.dispose();
	}

}
