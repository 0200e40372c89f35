package dev.echocast.engine.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisFuture;

/**
 * What Redis answers, when the test says so.
 *
 * @param <T> what it is
 */
final class FakeFuture<T> extends CompletableFuture<T> implements RedisFuture<T> {

	static <T> FakeFuture<T> of(T value) {
		FakeFuture<T> future = new FakeFuture<>();
		future.complete(value);
		return future;
	}

	static <T> FakeFuture<T> failed(Throwable failure) {
		FakeFuture<T> future = new FakeFuture<>();
		future.completeExceptionally(failure);
		return future;
	}

	@Override
	public String getError() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean await(long timeout, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

}
