package dev.echocast.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * The engine of a single node. A topic exists while somebody follows it or something is
 * kept of it; when it comes into being again it has a new epoch.
 */
final class InMemoryEngine implements BroadcastEngine, Disposable {

	/** One pass over all topics costs less than a timer for each. */
	static final Duration SWEEP = Duration.ofSeconds(1);

	private final ConcurrentMap<String, InMemoryTopic> topics = new ConcurrentHashMap<>();

	private final AtomicLong historyBytes = new AtomicLong();

	private final Idempotency idempotency;

	private final HistoryLimits limits;

	private final Backlogs backlogs;

	private final Clock clock;

	private final Supplier<String> epochs;

	private final Disposable sweeping;

	/**
	 * Create an engine without topics.
	 * @param backlogs where publishers wait for followers
	 * @param epochs gives every topic an epoch that no other had
	 * @param scheduler sweeps what is too old away until this is disposed of
	 */
	InMemoryEngine(HistoryLimits limits, Backlogs backlogs, Clock clock, Supplier<String> epochs, Scheduler scheduler) {
		this.limits = limits;
		this.backlogs = backlogs;
		this.clock = clock;
		this.idempotency = new Idempotency(clock);
		this.epochs = epochs;
		this.sweeping = scheduler.schedulePeriodically(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	@Override
	public Mono<Placement> publish(List<Message> batch, @Nullable String key) {
		String name = batch.get(0).topic();
		return this.idempotency.once(name, key, batch, Mono.create((result) -> {
			InMemoryTopic topic = this.topics.get(name);
			while (topic == null || !topic.publish(batch, result)) {
				topic = this.topics.computeIfAbsent(name, this::newTopic);
			}
		}));
	}

	@Override
	public Flux<Publication> publications(String name) {
		return Flux.from((subscriber) -> this.topics.compute(name, (key, present) -> {
			InMemoryTopic topic = (present != null) ? present : newTopic(name);
			topic.follow(subscriber, () -> forgetIfIdle(name));
			return topic;
		}));
	}

	@Override
	public Mono<History> history(String name, @Nullable Position since, int limit) {
		return ask(name, (topic, result) -> topic.read(since, limit, result));
	}

	@Override
	public Mono<Retained> retained(String name) {
		return ask(name, InMemoryTopic::count);
	}

	private <T> Mono<T> ask(String name, BiConsumer<InMemoryTopic, MonoSink<T>> question) {
		return Mono.create((result) -> {
			InMemoryTopic topic = this.topics.get(name);
			if (topic != null) {
				question.accept(topic, result);
			}
			else {
				result.success();
			}
		});
	}

	private void sweep() {
		// When the bytes are used up, topics that have more than their share make room.
		boolean full = this.historyBytes.get() > this.limits.bytes() * 9 / 10;
		long share = full ? this.limits.bytes() / Math.max(1, this.topics.size()) : Long.MAX_VALUE;
		this.topics.forEach((name, topic) -> {
			topic.expire(share);
			forgetIfIdle(name);
		});
	}

	private void forgetIfIdle(String name) {
		this.topics.computeIfPresent(name, (key, topic) -> topic.closeIfIdle() ? null : topic);
	}

	private InMemoryTopic newTopic(String name) {
		return new InMemoryTopic(name, this.epochs.get(), this.clock, new TopicHistory(this.limits, this.historyBytes),
				this.backlogs.open(name));
	}

	/**
	 * The bytes kept in all topics.
	 */
	long historyBytes() {
		return this.historyBytes.get();
	}

	@Override
	public void dispose() {
		this.sweeping.dispose();
	}

}
