package dev.echocast.engine.redis;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.History;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Retained;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads what the streams of topics keep, page by page. Safe for use from any thread.
 */
final class StreamReader {

	private static final int PAGE = 256;

	/** A member's page, which its bytes are to bound. */
	private static final int MEMBERS_PAGE = 1000;

	private static final Position NOTHING = new Position("", 0);

	/** What is read is held until it is sent; many who come back at once take turns. */
	private static final int AT_ONCE = 8;

	private static final int MAX_WAITING = 10_000;

	private final Turns turns = new Turns(AT_ONCE, MAX_WAITING);

	private final RedisLink link;

	private final Keys keys;

	private final HistoryLimits limits;

	StreamReader(RedisLink link, Keys keys, HistoryLimits limits) {
		this.link = link;
		this.keys = keys;
		this.limits = limits;
	}

	/**
	 * How many members' reads wait for their turn.
	 */
	int waiting() {
		return this.turns.waiting();
	}

	/**
	 * Read a page of what a follower that has seen something misses, into the next epoch
	 * if there is one. It comes back empty when the topic does not exist.
	 */
	CompletionStage<@Nullable Page> after(String topic, TimedPosition seen) {
		return read(topic, seen, Integer.MAX_VALUE, PAGE, true);
	}

	/**
	 * Read for a member; see {@link dev.echocast.engine.BroadcastEngine#history}.
	 */
	Mono<History> history(String topic, @Nullable Position since, int limit) {
		int window = (since != null) ? this.limits.size() : Math.min(limit, this.limits.size());
		return this.turns
			.inTurn(page(topic, (since != null) ? since : NOTHING, window, Math.min(Math.max(limit, 1), MEMBERS_PAGE)))
			.map((page) -> history(page, since, limit));
	}

	/**
	 * See {@link dev.echocast.engine.BroadcastEngine#retained}.
	 */
	Mono<Retained> retained(String topic) {
		return page(topic, NOTHING, 0, 0)
			.map((page) -> new Retained(page.position(), Math.min(page.kept(), this.limits.size())));
	}

	private History history(Page page, @Nullable Position since, int limit) {
		Instant oldest = Instant.ofEpochMilli(page.now()).minus(this.limits.ttl());
		List<Publication> kept = page.publications().stream().filter((it) -> it.time().isAfter(oldest)).toList();
		Position position = page.position();
		boolean complete = since == null || since.equals(position) || (position.reaches(since) && !kept.isEmpty()
				&& kept.get(0).position().offset() == since.offset() + 1);
		return new History(position, kept.subList(0, Math.min(limit, kept.size())), complete);
	}

	private Mono<Page> page(String topic, Position since, int window, int limit) {
		return Answer.to(() -> read(topic, new TimedPosition(since, 0), window, limit, false))
			.onErrorMap((failure) -> !(failure instanceof EngineUnavailableException),
					(failure) -> new EngineUnavailableException("Redis does not answer", failure));
	}

	private CompletionStage<@Nullable Page> read(String topic, TimedPosition since, int window, int limit,
			boolean following) {
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
		if (commands == null) {
			return CompletableFuture.failedFuture(new EngineUnavailableException("Redis cannot be reached", null));
		}
		byte[][] keys = { this.keys.state(topic), this.keys.stream(topic) };
		return Script.READ
			.run(commands, keys, Keys.bytes(since.epoch()), Keys.bytes(since.offset()), Keys.bytes(window),
					Keys.bytes(limit), Keys.bytes(BroadcastEngine.PAGE_BYTES), Keys.bytes(following ? 1 : 0),
					Keys.bytes(since.time()))
			.thenApply((result) -> (result.get(0) == null) ? null : Page.of(topic, result));
	}

}
