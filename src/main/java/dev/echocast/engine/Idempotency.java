package dev.echocast.engine;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lets a publisher that is not sure whether a publish arrived repeat it: under the same
 * key a batch is published once, and repeats get the position of the first. Keeps of a
 * batch that is published no more than its fingerprint and its position. Safe for use
 * from any thread.
 */
final class Idempotency {

	/** Some 40 MB when full, or 110 with the longest keys, topics and users. */
	static final int MAX_KEYS = 100_000;

	private static final long REMEMBERED_MILLIS = BroadcastEngine.KEYS_REMEMBERED.toMillis();

	private record Key(String topic, @Nullable String user, String key) {
	}

	private final Clock clock;

	/** In the order in which they came, which is also the order in which they expire. */
	private final Map<Key, Publish> publishes = new LinkedHashMap<>();

	Idempotency(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Publish, unless something was published under the same key. What failed is not
	 * remembered. When there are {@link #MAX_KEYS}, the oldest goes for a new one.
	 * <p>
	 * Fails with {@link KeyReusedException} when that was another batch.
	 * @param key {@code null} to publish in any case
	 * @param publish does it; not cancelled with the result
	 */
	Mono<Placement> once(String topic, @Nullable String key, List<Message> batch, Mono<Position> publish) {
		if (key == null) {
			return publish.map((position) -> new Placement(position, false));
		}
		return Mono.defer(() -> {
			Key name = new Key(topic, batch.get(0).user(), key);
			Publish mine = new Publish(Fingerprint.of(batch), this.clock.millis() + REMEMBERED_MILLIS);
			mine.result = publish.doOnNext(mine::settle).doOnError((failed) -> forget(name, mine)).cache();
			Publish first = remember(name, mine);
			if (!first.fingerprint.equals(mine.fingerprint)) {
				return Mono.error(new KeyReusedException());
			}
			return first.result.map((position) -> new Placement(position, first != mine));
		});
	}

	/**
	 * Remember a publish, unless there is one under the key.
	 * @return the one that is remembered
	 */
	private synchronized Publish remember(Key name, Publish publish) {
		Iterator<Publish> oldest = this.publishes.values().iterator();
		while (oldest.hasNext() && oldest.next().expiry <= this.clock.millis()) {
			oldest.remove();
		}
		Publish present = this.publishes.putIfAbsent(name, publish);
		if (this.publishes.size() > MAX_KEYS) {
			this.publishes.remove(this.publishes.keySet().iterator().next());
		}
		return (present != null) ? present : publish;
	}

	private synchronized void forget(Key name, Publish publish) {
		this.publishes.remove(name, publish);
	}

	private static final class Publish {

		private final String fingerprint;

		private final long expiry;

		private volatile Mono<Position> result = Mono.never();

		Publish(String fingerprint, long expiry) {
			this.fingerprint = fingerprint;
			this.expiry = expiry;
		}

		/**
		 * Let go of the batch, which whatever publishes it holds on to.
		 */
		void settle(Position position) {
			this.result = Mono.just(position);
		}

	}

}
