package dev.echocast.engine.redis;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What Redis answers to a command.
 *
 * @param value {@code null} when it failed, or when there is none
 * @param failure {@code null} when it did not fail
 */
record Answer<T>(@Nullable T value, @Nullable Throwable failure) {

	/**
	 * Send a command whenever the result is subscribed to; the answer comes on a thread
	 * of the driver. After a cancellation nobody waits for it, and a failure is passed
	 * over: {@code Mono.fromCompletionStage} would log it as an error, with its stack,
	 * although a peer that left at the wrong moment is enough for that.
	 */
	static <T> Mono<T> to(Supplier<? extends CompletionStage<@Nullable T>> command) {
		return Mono.fromCompletionStage(() -> command.get().handle(Answer<T>::new)).flatMap(Answer::mono);
	}

	private Mono<T> mono() {
		if (this.failure == null) {
			return Mono.justOrEmpty(this.value);
		}
		return Mono.error((this.failure instanceof CompletionException wrapper && wrapper.getCause() != null)
				? wrapper.getCause() : this.failure);
	}

}
