package dev.echocast.engine;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lets who is not sure whether a publish arrived repeat it: under the same key something
 * is published once and answered the same each time. Safe for use from any thread.
 */
final class Idempotency {

	/** Some 30 MB when full; the oldest are forgotten first. */
	private static final int MAX_KEYS = 100_000;

	private record Key(String topic, String key) {
	}

	private final Cache<Key, Mono<Position>> publishes;

	Idempotency(Clock clock) {
		this.publishes = Caffeine.newBuilder()
			.maximumSize(MAX_KEYS)
			.expireAfterWrite(BroadcastEngine.KEYS_REMEMBERED)
			.ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
			.build();
	}

	/**
	 * Publish, unless it was under the same key. What failed is not remembered.
	 * @param key {@code null} to publish in any case
	 */
	Mono<Position> once(String topic, @Nullable String key, Mono<Position> publish) {
		if (key == null) {
			return publish;
		}
		Key entry = new Key(topic, key);
		return this.publishes.get(entry,
				(absent) -> publish.doOnError((failed) -> this.publishes.invalidate(entry)).cache());
	}

}
