package dev.echocast.transport;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class UntilTests {

	private final TestPublisher<String> stream = TestPublisher.create();

	private final TestPublisher<String> other = TestPublisher.create();

	private StepVerifier.FirstStep<String> verify() {
		return StepVerifier.create(this.stream.flux().transform(Until.ends(this.other.mono())), 2);
	}

	@Test
	void cancelsTheStreamWhenTheOtherFails() {
		verify().then(() -> this.stream.next("1"))
			.expectNext("1")
			.then(() -> this.other.error(new IllegalStateException("gone")))
			.verifyErrorMessage("gone");
		this.stream.assertCancelled();
	}

	@Test
	void cancelsTheStreamWhenTheOtherCompletes() {
		verify().then(() -> this.stream.next("1")).expectNext("1").then(this.other::complete).verifyComplete();
		this.stream.assertCancelled();
	}

	@Test
	void cancelsTheStreamWhenTheOtherHasFailedBefore() {
		StepVerifier.create(this.stream.flux().transform(Until.ends(Mono.error(new IllegalStateException("gone")))))
			.verifyErrorMessage("gone");
		this.stream.assertNoSubscribers();
	}

	@Test
	void letsTheOtherGoWithTheStream() {
		verify().then(() -> this.stream.emit("1", "2")).expectNext("1", "2").verifyComplete();
		this.other.assertCancelled();
		this.stream.assertNotCancelled();
	}

	@Test
	void failsAsTheStreamFails() {
		verify().then(() -> this.stream.error(new IllegalStateException("broken"))).verifyErrorMessage("broken");
		this.other.assertCancelled();
	}

	@Test
	void passesDemandAndCancellationOn() {
		verify().then(() -> this.stream.assertMinRequested(2)).thenCancel().verify();
		this.stream.assertCancelled().assertNoRequestOverflow();
		this.other.assertCancelled();
	}

}
