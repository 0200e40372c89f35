package dev.echocast.session;

import java.time.Duration;

import dev.echocast.transport.CloseException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * How fast one peer may send. Confined to the session's event loop.
 */
final class RateLimit {

	private final @Nullable LocalBucket bucket;

	/**
	 * Create the limit of one session.
	 * @param perSecond how many messages and pings, 0 for any number
	 */
	RateLimit(int perSecond) {
		this.bucket = (perSecond > 0) ? Bucket.builder()
			.addLimit((limit) -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
			.withSynchronizationStrategy(SynchronizationStrategy.NONE)
			.build() : null;
	}

	/**
	 * Count what the peer sent.
	 * @throws CloseException with 1008 when it was too much
	 */
	void count(int amount) {
		if (this.bucket != null && amount > 0 && !this.bucket.tryConsume(amount)) {
			throw new CloseException(new CloseStatus(1008, "too many messages"));
		}
	}

}
