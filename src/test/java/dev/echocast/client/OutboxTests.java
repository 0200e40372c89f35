package dev.echocast.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTests {

	private final VirtualTimeScheduler loop = VirtualTimeScheduler.create();

	private final List<String> outcomes = new ArrayList<>();

	private Outbox outbox = outbox(3, 1000, WhileDisconnected.KEEP);

	private final FakeLink link = FakeLink.slow();

	@Test
	void publishersAreAskedOnlyForWhatThereIsRoomFor() {
		TestPublisher<Message> publisher = TestPublisher.create();
		this.outbox.send(publisher).subscribe();
		run();
		publisher.assertMinRequested(1);
		long[] asked = new long[1];
		Outbox one = outbox(3, 1000, WhileDisconnected.KEEP);
		one.send(numbers(1000).doOnRequest(n -> asked[0] += n)).subscribe();
		run();
		assertThat(one.bytes()).as("three messages of one digit").isEqualTo(3);
		assertThat(asked[0]).as("one batch").isLessThan(300);
	}

	@Test
	void bytesAreBoundedToo() {
		this.outbox = outbox(1000, 10, WhileDisconnected.KEEP);
		this.outbox.send(Flux.range(0, 100).map(i -> Message.text("12345"))).subscribe();
		run();
		assertThat(this.outbox.bytes()).isEqualTo(10);
	}

	@Test
	void allGoesOutInOrderAsTheSocketTakesIt() {
		this.outbox.attach(this.link);
		send(numbers(10));
		run();
		assertThat(this.link.texts()).containsExactly("0", "1", "2");
		assertThat(this.outcomes).isEmpty();
		for (int i = 0; i < 10; i++) {
			this.link.take(1);
			run();
		}
		assertThat(this.link.texts()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
		assertThat(this.outcomes).containsExactly("done");
		assertThat(this.outbox.bytes()).isZero();
	}

	@Test
	void whatTheSocketDidNotTakeGoesOutOnTheNextConnection() {
		this.outbox.attach(this.link);
		send(numbers(3));
		run();
		this.link.take(1);
		this.outbox.detach();
		FakeLink next = FakeLink.slow();
		this.outbox.attach(next);
		run();
		assertThat(next.texts()).containsExactly("1", "2");
		next.take(2);
		run();
		assertThat(this.outcomes).containsExactly("done");
	}

	@Test
	void theLatestAreKeptIfThatIsThePolicy() {
		this.outbox = outbox(2, 1000, WhileDisconnected.KEEP_LATEST);
		send(numbers(10));
		run();
		this.outbox.attach(this.link);
		run();
		assertThat(this.link.texts()).containsExactly("8", "9");
	}

	@Test
	void othersAreDroppedIfThatIsThePolicy() {
		this.outbox = outbox(3, 1000, WhileDisconnected.DROP);
		send(numbers(10));
		run();
		assertThat(this.outcomes).containsExactly("done");
		this.outbox.attach(this.link);
		send(numbers(2));
		run();
		this.outbox.detach();
		assertThat(this.outcomes).containsExactly("done", "done");
		assertThat(this.outbox.bytes()).isZero();
	}

	@Test
	void othersFailIfThatIsThePolicy() {
		this.outbox = outbox(3, 1000, WhileDisconnected.FAIL);
		send(numbers(1));
		run();
		this.outbox.attach(this.link);
		send(numbers(2));
		run();
		this.outbox.detach();
		assertThat(this.outcomes).containsOnly("the connection ended before the message was written").hasSize(2);
	}

	@Test
	void closingFailsWhatIsLeftAndWhatComes() {
		send(numbers(10));
		run();
		this.outbox.close();
		send(numbers(1));
		run();
		assertThat(this.outcomes).containsExactly("the client has stopped", "the client has stopped");
	}

	@Test
	void finishingTellsWhenAllIsOut() {
		this.outbox.attach(this.link);
		send(numbers(2));
		run();
		this.outbox.finish(() -> this.outcomes.add("empty"));
		run();
		assertThat(this.outcomes).isEmpty();
		this.link.take(2);
		run();
		assertThat(this.outcomes).containsExactly("done", "empty");
	}

	@Test
	void aMessageHandedOverBeforeTheEndIsSentAndSaysSo() {
		this.loop.schedule(() -> {
			send(numbers(1));
			this.loop.schedule(() -> this.outbox.finish(() -> this.outcomes.add("empty")));
			this.outbox.attach(this.link);
		});
		run();
		assertThat(this.link.texts()).containsExactly("0");
		this.link.take(1);
		run();
		assertThat(this.outcomes).containsExactly("done", "empty");
	}

	@Test
	void aSenderThatStillWaitsAtTheEndIsToldAndNothingOfItIsSent() {
		this.outbox = outbox(1, 1000, WhileDisconnected.KEEP);
		this.outbox.attach(this.link);
		send(numbers(1));
		run();
		send(numbers(1));
		run();
		this.outbox.finish(() -> this.outcomes.add("empty"));
		run();
		this.link.take(1);
		run();
		assertThat(this.outcomes).containsExactly("the client is stopping", "done", "empty");
		assertThat(this.link.texts()).containsExactly("0");
	}

	@Test
	void aPublisherThatGoesOnAfterTheEndIsStopped() {
		this.outbox.attach(this.link);
		TestPublisher<Message> publisher = TestPublisher.create();
		send(publisher.flux());
		run();
		this.outbox.finish(() -> this.outcomes.add("empty"));
		run();
		publisher.next(Message.text("late"));
		run();
		publisher.assertCancelled();
		assertThat(this.outcomes).containsExactly("empty", "the client is stopping");
		assertThat(this.link.texts()).isEmpty();
	}

	@Test
	void aPublishersErrorIsPassedOn() {
		send(Flux.error(new IllegalStateException("broken")));
		run();
		assertThat(this.outcomes).containsExactly("broken");
	}

	@Test
	void cancellingStopsTheTaking() {
		TestPublisher<Message> publisher = TestPublisher.create();
		this.outbox.send(publisher).subscribe().dispose();
		publisher.assertCancelled();
	}

	private void send(Flux<Message> messages) {
		this.outbox.send(messages)
			.doOnError(error -> this.outcomes.add(error.getMessage()))
			.doOnSuccess(nothing -> this.outcomes.add("done"))
			.onErrorResume(error -> Mono.empty())
			.subscribe();
	}

	private static Flux<Message> numbers(int count) {
		return Flux.fromStream(IntStream.range(0, count).mapToObj(i -> Message.text(String.valueOf(i))));
	}

	private Outbox outbox(int messages, int bytes, WhileDisconnected policy) {
		return new Outbox(messages, bytes, policy, this.loop);
	}

	private void run() {
		this.loop.advanceTime();
	}

}
