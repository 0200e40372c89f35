package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.echocast.access.RevocationFeed;
import dev.echocast.access.Revocations;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.log.BoundedLog;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Revocations of users on all nodes: a sorted set that each writes to and looks at twice
 * a second, so that nothing depends on an announcement that may be lost.
 *
 * <p>
 * Moments are of the server's clock, never of a node's: a node reads from where it was on
 * that clock, and would miss what another one with a clock that is slow has written. It
 * begins anew after a failure, and when the server's clock is behind what it was, which
 * is another server's.
 */
final class RedisRevocations implements RevocationFeed, Disposable {

	/** With what it takes to close sessions, a revocation has a second. */
	static final Duration PERIOD = Duration.ofMillis(500);

	/** How much is read again, in case the server's clock was set back a little. */
	private static final long OVERLAP_MILLIS = 5000;

	/** A page of names as long as they may be has some 300 KB. */
	private static final int PAGE = 1000;

	private static final BoundedLog logger = new BoundedLog("dev.echocast.Engine");

	private final RedisLink link;

	private final byte[][] key;

	private final byte[] lifeMillis;

	private final Revocations revocations;

	private final Disposable.Swap polling = Disposables.swap();

	/** From where to read, on the server's clock; one poll at a time. */
	private long from;

	/** What the server's clock said. */
	private long seen;

	/**
	 * Create it; it does not poll yet.
	 * @param maxTokenLife for how long revocations matter
	 * @param revocations told of those of all nodes
	 */
	RedisRevocations(RedisLink link, Keys keys, Duration maxTokenLife, Revocations revocations) {
		this.link = link;
		this.key = new byte[][] { keys.revoked() };
		this.lifeMillis = Keys.bytes(Revocations.remembered(maxTokenLife).toMillis());
		this.revocations = revocations;
	}

	/**
	 * Begin to poll; once.
	 */
	void start(Scheduler scheduler) {
		this.polling.update(Flux.interval(Duration.ZERO, PERIOD, scheduler)
			.onBackpressureDrop()
			.concatMap((tick) -> poll(scheduler), 0)
			.subscribe());
	}

	@Override
	public Mono<Void> revoke(String user) {
		return Mono.defer(() -> {
			RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
			return (commands != null)
					? Answer.to(() -> Script.REVOKE.run(commands, this.key, Keys.bytes(user), this.lifeMillis,
							Keys.bytes(Revocations.MAX_USERS)))
					: Mono.error(new EngineUnavailableException(this.link.failure(), null));
		}).then();
	}

	private Mono<Void> poll(Scheduler scheduler) {
		return Mono.defer(() -> {
			RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
			return (commands != null) ? pages(commands, scheduler) : Mono.fromRunnable(this::beginAnew);
		}).onErrorResume((failure) -> {
			logger.warn("Revocations cannot be read from Redis: " + TopicHealth.reason(failure));
			beginAnew();
			return Mono.empty();
		});
	}

	/**
	 * Whoever is told has the sessions of the node to look through, for which the
	 * connection is not to wait.
	 */
	private Mono<Void> pages(RedisClusterAsyncCommands<byte[], byte[]> commands, Scheduler scheduler) {
		return Mono
			.defer(() -> Answer
				.to(() -> Script.REVOKED.run(commands, this.key, Keys.bytes(this.from), Keys.bytes(PAGE))))
			.publishOn(scheduler)
			.map(this::take)
			.repeat()
			.takeUntil((last) -> last)
			.then();
	}

	/**
	 * Take a page.
	 * @return whether it is the last for now
	 */
	private boolean take(List<Object> page) {
		long now = (Long) page.get(0);
		Map<String, Instant> moments = new HashMap<>();
		long latest = this.from;
		for (int i = 1; i < page.size(); i += 2) {
			long moment = (long) number(text(page.get(i + 1)));
			moments.put(text(page.get(i)), Instant.ofEpochMilli(moment));
			latest = Math.max(latest, moment);
		}
		this.revocations.add(moments);
		boolean otherClock = now < this.seen - OVERLAP_MILLIS;
		this.seen = now;
		if (otherClock) {
			this.from = 0;
			return false;
		}
		boolean full = moments.size() == PAGE;
		// No server writes a page within one millisecond, but the next must not be this.
		this.from = full ? Math.max(latest, this.from + 1) : Math.max(0, now - OVERLAP_MILLIS);
		return !full;
	}

	/**
	 * A moment; that something else is in the set costs that alone.
	 */
	private static double number(String score) {
		return score.matches("[0-9]{1,15}(\\.[0-9]+)?") ? Double.parseDouble(score) : 0;
	}

	private void beginAnew() {
		this.from = 0;
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

	@Override
	public void dispose() {
		this.polling.dispose();
	}

}
