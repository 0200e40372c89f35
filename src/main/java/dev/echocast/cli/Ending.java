package dev.echocast.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * How a command ends: whatever says so first.
 */
final class Ending {

	private final CompletableFuture<Integer> code = new CompletableFuture<>();

	void set(int code) {
		this.code.complete(code);
	}

	int await(@Nullable Duration timeout) throws InterruptedException {
		try {
			return (timeout != null) ? this.code.get(timeout.toNanos(), TimeUnit.NANOSECONDS) : this.code.get();
		}
		catch (TimeoutException ex) {
			return ExitCode.TIMEOUT;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
