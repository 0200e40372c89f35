package dev.echocast.web;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.echocast.broadcast.Topics.Published;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/**
 * Lets who is not sure whether a request arrived send it again: under the same key
 * something is published once and answered the same each time. Safe for use from any
 * thread.
 */
final class Idempotency {

	/** Longer than any client tries. */
	static final Duration REMEMBERED = Duration.ofMinutes(5);

	/** Some 30 MB when full; the oldest are forgotten first. */
	private static final int MAX_KEYS = 100_000;

	private static final int MAX_KEY_LENGTH = 255;

	private record Key(String topic, String key) {
	}

	private final Cache<Key, Mono<Published>> publishes;

	Idempotency(Clock clock) {
		this.publishes = Caffeine.newBuilder()
			.maximumSize(MAX_KEYS)
			.expireAfterWrite(REMEMBERED)
			.ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
			.build();
	}

	/**
	 * Publish, unless it was under the same key. What failed is not remembered.
	 * @param key {@code null} to publish in any case
	 * @throws PublishRequest.UnacceptableException when the key is unreasonable
	 */
	Mono<Published> once(String topic, @Nullable String key, Mono<Published> publish) {
		if (key == null) {
			return publish;
		}
		if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
			throw new PublishRequest.UnacceptableException(HttpStatus.BAD_REQUEST,
					"Idempotency-Key must have 1 to " + MAX_KEY_LENGTH + " characters");
		}
		Key entry = new Key(topic, key);
		return this.publishes.get(entry,
				(absent) -> publish.doOnError((failed) -> this.publishes.invalidate(entry)).cache());
	}

}
