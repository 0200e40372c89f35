package dev.echocast.engine.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.echocast.log.BoundedLog;
import dev.echocast.engine.EngineUnavailableException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Looks every second, and whenever a connection came back, whether Redis and what this
 * node believes of it agree: the canary flies, topics are kept alive and compared, lost
 * subscriptions asked for again. Publishing is open only once an interruption was looked
 * into, so that nothing is published unnoticed on top of what Redis forgot.
 */
final class Pulse implements Disposable {

	static final Duration PERIOD = Duration.ofSeconds(1);

	/** Topics looked at in a beat, unless there are so many that they would expire. */
	private static final int TOPICS_A_BEAT = 2000;

	/** A topic's turn must come well before what it says is believed no more. */
	private static final int BEATS_A_ROUND = 5;

	private static final int CONCURRENCY = 256;

	private static final int BEATS_TO_CONNECT = 3;

	private static final Log logger = LogFactory.getLog("dev.echocast.Engine");

	private static final BoundedLog troubles = new BoundedLog("dev.echocast.Engine");

	private final RedisLink link;

	private final Supplier<Collection<RedisTopic>> topics;

	private final Keys keys;

	private final StreamWriter writer;

	private final RedisRoster roster;

	private final Toucher toucher;

	private final Canary canary;

	private final Sinks.Many<Boolean> wakings = Sinks.many().multicast().directBestEffort();

	private final AtomicInteger interruptions = new AtomicInteger();

	private final Disposable.Swap beating = Disposables.swap();

	private int turn;

	private int troubledBeats;

	private volatile @Nullable String trouble = "Redis was not reached yet";

	Pulse(RedisLink link, Supplier<Collection<RedisTopic>> topics, Keys keys, StreamWriter writer, RedisRoster roster,
			Toucher toucher, Canary canary) {
		this.link = link;
		this.topics = topics;
		this.keys = keys;
		this.writer = writer;
		this.roster = roster;
		this.toucher = toucher;
		this.canary = canary;
	}

	/**
	 * Begin; once.
	 */
	void start(Scheduler scheduler) {
		Flux<Boolean> due = Flux.interval(Duration.ZERO, PERIOD, scheduler).map((tick) -> true);
		this.beating
			.update(Flux.merge(due, this.wakings.asFlux()).onBackpressureLatest().concatMap(this::beat, 1).subscribe());
	}

	/**
	 * Look now.
	 */
	void wake() {
		this.wakings.tryEmitNext(false);
	}

	/**
	 * Something that was sent or announced may be lost.
	 */
	void interrupted() {
		this.interruptions.incrementAndGet();
		this.writer.open(false);
		this.canary.interrupted();
		this.topics.get().forEach(RedisTopic::unsubscribed);
	}

	/**
	 * What is wrong; {@code null} when nothing is.
	 */
	@Nullable String trouble() {
		String trouble = this.trouble;
		if (trouble == null && !this.writer.isOpen()) {
			return "Redis was not looked at since it was interrupted";
		}
		return (trouble == null && !this.canary.isHeard()) ? "announcements do not come" : trouble;
	}

	private Mono<Void> beat(boolean due) {
		int interruptions = this.interruptions.get();
		return Mono.defer(() -> {
			this.link.open();
			RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
			return (commands != null) ? beat(commands, due)
					: Mono.error(new EngineUnavailableException(this.link.failure(), null));
		}).doOnSuccess((done) -> healthy(interruptions)).onErrorResume((failure) -> {
			troubled(failure);
			return Mono.empty();
		});
	}

	private Mono<Void> beat(RedisClusterAsyncCommands<byte[], byte[]> commands, boolean due) {
		List<RedisTopic> topics = List.copyOf(this.topics.get());
		this.link.subscribe(topics.stream()
			.filter((topic) -> !topic.isSubscribed())
			.map((topic) -> this.keys.channel(topic.name()))
			.toArray(byte[][]::new));
		return prepared(commands).then(Answer.to(() -> this.canary.beat(commands, due)))
			.thenMany(Flux.fromIterable(this.writer.isOpen() ? some(topics) : topics))
			.flatMap((topic) -> done(this.toucher.touch(commands, topic)).onErrorComplete(TopicHealth::concernsTopic),
					CONCURRENCY)
			.thenMany(Flux.fromIterable(this.writer.isOpen() ? List.of() : this.writer.remembered().entrySet()))
			.flatMap((topic) -> own(done(this.toucher.compare(commands, topic.getKey(), topic.getValue()))),
					CONCURRENCY)
			.then(Mono
				.defer(() -> own(done(this.roster.list(commands, topics.stream().map(RedisTopic::name).toList())))));
	}

	/**
	 * A server that knows the scripts runs them in the order in which they are sent. One
	 * of a Cluster that is gone is no reason to wait: whether all that hold topics are
	 * there, the touches show.
	 */
	private Mono<Void> prepared(RedisClusterAsyncCommands<byte[], byte[]> commands) {
		return this.writer.isOpen() ? Mono.empty()
				: Mono.defer(() -> done(Script.load(commands))).timeout(PERIOD).onErrorComplete();
	}

	private static Mono<Void> done(CompletionStage<?> stage) {
		return Answer.to(() -> stage).then();
	}

	/**
	 * What is wrong with the keys of a topic that is not followed, or with the list of
	 * topics, costs that alone.
	 */
	private static Mono<Void> own(Mono<Void> look) {
		return look.onErrorResume(TopicHealth::concernsTopic, (failure) -> {
			troubles.warn("Redis has something else under a name of this service: " + TopicHealth.reason(failure));
			return Mono.empty();
		});
	}

	/**
	 * All topics, or the part whose turn it is.
	 */
	private List<RedisTopic> some(List<RedisTopic> topics) {
		int count = Math.max(TOPICS_A_BEAT, topics.size() / BEATS_A_ROUND + 1);
		if (count >= topics.size()) {
			return topics;
		}
		List<RedisTopic> some = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			this.turn = (this.turn + 1) % topics.size();
			some.add(topics.get(this.turn));
		}
		return some;
	}

	/**
	 * A beat found nothing wrong.
	 * @param interruptions how many there had been when it began; it says nothing of a
	 * later one, which may also come while this runs
	 */
	private void healthy(int interruptions) {
		this.writer.open(true);
		if (interruptions != this.interruptions.get()) {
			this.writer.open(false);
			return;
		}
		this.troubledBeats = BEATS_TO_CONNECT;
		if (this.trouble != null) {
			this.trouble = null;
			logger.info("Redis is there: topics span nodes");
		}
	}

	private void troubled(Throwable failure) {
		this.writer.open(false);
		this.link.lookAround();
		this.troubledBeats++;
		// Connecting takes a moment after the start, and whatever it takes is told once.
		if (this.trouble == null || this.troubledBeats == BEATS_TO_CONNECT) {
			logger.warn(LogMessage.format("Nothing can be published until Redis is back: %s", failure.getMessage()));
		}
		this.trouble = String.valueOf(failure.getMessage());
	}

	@Override
	public void dispose() {
		this.beating.dispose();
	}

}
