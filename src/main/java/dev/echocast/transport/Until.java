package dev.echocast.transport;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Streams that something else ends.
 */
public final class Until {

	private Until() {
	}

	/**
	 * The same stream, which is cancelled as soon as the other completes or fails, and
	 * then ends in the same way; demand passes through, and signals come on the threads
	 * that they come on. {@code takeUntilOther} by itself does not cancel the stream when
	 * the other fails: the stream then goes on, with all that it holds, and nobody hears
	 * of it any more.
	 */
	public static <T> Function<Flux<T>, Flux<T>> ends(Mono<?> other) {
		return (stream) -> Flux.defer(() -> {
			AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
			Mono<?> end = other.doOnError(failure::set).onErrorComplete();
			return stream.takeUntilOther(end).concatWith(Mono.defer(() -> failed(failure.get())));
		});
	}

	private static <T> Mono<T> failed(@Nullable Throwable failure) {
		return (failure != null) ? Mono.error(failure) : Mono.empty();
	}

}
