package dev.echocast.engine.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerTests {

	private final CompletableFuture<String> command = new CompletableFuture<>();

	private StepVerifier.FirstStep<String> verify() {
		return StepVerifier.create(Answer.to(() -> this.command));
	}

	@Test
	void isWhatTheCommandCompletesWith() {
		verify().then(() -> this.command.complete("pong")).expectNext("pong").verifyComplete();
	}

	@Test
	void isEmptyWhenRedisHasNothing() {
		verify().then(() -> this.command.complete(null)).verifyComplete();
	}

	@Test
	void failsAsTheCommandFails() {
		verify().then(() -> this.command.completeExceptionally(new IllegalStateException("gone")))
			.verifyErrorMessage("gone");
	}

	@Test
	void failsAsACommandBeforeItFailed() {
		CompletionStage<String> next = this.command.thenApply((answer) -> answer);
		StepVerifier.create(Answer.to(() -> next))
			.then(() -> this.command.completeExceptionally(new IllegalStateException("gone")))
			.verifyErrorMessage("gone");
	}

	@Test
	void ofACommandThatIsNotWaitedForFailsInSilence() {
		List<Throwable> dropped = new ArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		try {
			Answer.to(() -> this.command).subscribe().dispose();
			this.command.completeExceptionally(new IllegalStateException("gone"));
			assertThat(dropped).isEmpty();
		}
		finally {
			Hooks.resetOnErrorDropped();
		}
	}

}
