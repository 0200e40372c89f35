package dev.echocast.engine.redis;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import dev.echocast.engine.Backlogs;
import dev.echocast.log.BoundedLog;
import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.History;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Message;
import dev.echocast.engine.Placement;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.engine.Retained;
import dev.echocast.engine.Room;
import dev.echocast.engine.Roster;
import dev.echocast.engine.TopicHistory;
import io.lettuce.core.AbstractRedisClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * The engine of many nodes. It works on what it has when Redis is away, refuses what
 * needs it, and catches up when it is back.
 */
final class RedisEngine implements BroadcastEngine, Disposable {

	private static final long GOODBYE_MILLIS = 1000;

	private static final BoundedLog logger = new BoundedLog("dev.echocast.Engine");

	private final Keys keys;

	private final FollowedTopics topics;

	private final RedisLink link;

	private final StreamReader reader;

	private final StreamWriter writer;

	private final RedisRoster roster;

	private final Toucher toucher;

	private final Canary canary;

	private final Pulse pulse;

	private final Counter gaps;

	private final Counter garbage;

	/**
	 * Create an engine that begins to connect.
	 * @param client knows where Redis is; its owner shuts it down
	 * @param epochs gives every topic an epoch that no other had
	 * @param blocking may be blocked by connecting
	 */
	RedisEngine(AbstractRedisClient client, Keys keys, HistoryLimits limits, Supplier<String> epochs, Clock clock,
			MeterRegistry meters, Scheduler scheduler, Scheduler blocking) {
		this.keys = keys;
		this.gaps = Counter.builder("echocast.engine.gaps")
			.description("Times that something of a topic was lost for the members here")
			.register(meters);
		this.link = new RedisLink(client, blocking, new Events());
		this.reader = new StreamReader(this.link, keys, limits);
		Room underWay = Room.ofNode();
		this.writer = new StreamWriter(this.link, keys, limits, underWay, epochs);
		this.roster = new RedisRoster(this.link, keys);
		this.toucher = new Toucher(keys, this.roster, limits, epochs, clock);
		AtomicLong recentBytes = new AtomicLong();
		Backlogs backlogs = new Backlogs(meters);
		Room held = Room.ofNode();
		this.topics = new FollowedTopics(this.link, keys, this.toucher,
				(name) -> new RedisTopic(name, new RecentPublications(new TopicHistory(limits, recentBytes)),
						this.reader::after, backlogs.open(name), held, this.gaps::increment));
		this.canary = new Canary(this.link, keys.canary(), meters);
		this.pulse = new Pulse(this.link, this.topics::all, keys, this.writer, this.roster, this.toucher, this.canary);
		this.garbage = Counter.builder("echocast.engine.garbage")
			.description("Messages on this service's channels that are not its own, which it ignores")
			.register(meters);
		gauge(meters, "up", "Whether messages can be published and come from other nodes",
				() -> (trouble() == null) ? 1 : 0);
		gauge(meters, "held", "Publications held for followers on this node that take no more now", held::messages);
		gauge(meters, "publishes", "Messages to be published that Redis has not answered", underWay::messages);
		gauge(meters, "reads.waiting", "Reads of history that wait for their turn", this.reader::waiting);
		this.link.start();
		this.pulse.start(scheduler);
	}

	private static void gauge(MeterRegistry meters, String name, String description, Supplier<Number> value) {
		Gauge.builder("echocast.engine." + name, value).description(description).register(meters);
	}

	@Override
	public Mono<Placement> publish(List<Message> batch, @Nullable String key) {
		String name = batch.get(0).topic();
		return Mono.create((result) -> {
			RedisTopic topic = this.topics.get(name);
			if (topic == null) {
				this.writer.publish(batch, key, null, result);
			}
			else if (topic.health().trouble() != null) {
				result.error(new PublishRejectedException(String.valueOf(topic.health().trouble())));
			}
			else {
				topic.publishers().admit(batch, () -> publish(batch, key, topic, result));
			}
		});
	}

	private void publish(List<Message> batch, @Nullable String key, RedisTopic topic, MonoSink<Placement> result) {
		try {
			this.writer.publish(batch, key, topic, result);
		}
		catch (Throwable failure) {
			result.error(failure);
			throw failure;
		}
	}

	@Override
	public Flux<Publication> publications(String name) {
		return Flux.from((subscriber) -> this.topics.follow(name, subscriber));
	}

	@Override
	public Mono<History> history(String name, @Nullable Position since, int limit) {
		return Mono.defer(() -> {
			RedisTopic topic = this.topics.get(name);
			Mono<Void> found = (topic != null) ? this.topics.found(topic) : Mono.empty();
			Mono<History> recent = (topic != null && since != null) ? topic.since(since, limit) : Mono.empty();
			return found.then(recent).switchIfEmpty(this.reader.history(name, since, limit));
		});
	}

	@Override
	public Mono<Retained> retained(String topic) {
		return this.reader.retained(topic);
	}

	Roster roster() {
		return this.roster;
	}

	Collection<String> topics() {
		return this.topics.names();
	}

	/**
	 * What is wrong; {@code null} when nothing is.
	 */
	@Nullable String trouble() {
		return this.pulse.trouble();
	}

	/**
	 * Say goodbye to the other nodes, for which they wait a while, and stop.
	 */
	@Override
	public void dispose() {
		this.pulse.dispose();
		try {
			this.roster.leave().get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException unheard) {
			// They will find out.
		}
		this.link.dispose();
	}

	private final class Events implements RedisLink.Listener {

		@Override
		public void changed() {
			RedisEngine.this.pulse.wake();
		}

		@Override
		public void interrupted() {
			RedisEngine.this.pulse.interrupted();
		}

		@Override
		public void subscribed(byte[] channel) {
			if (RedisEngine.this.canary.owns(channel)) {
				RedisEngine.this.canary.subscribed();
				return;
			}
			RedisTopic topic = topic(RedisEngine.this.keys.topic(channel));
			if (topic != null) {
				topic.subscribed();
			}
		}

		@Override
		public void announced(byte[] channel, byte[] message) {
			if (RedisEngine.this.canary.owns(channel)) {
				note(RedisEngine.this.canary.announced(message));
				return;
			}
			String name = RedisEngine.this.keys.topic(channel);
			Announced announced = (name != null) ? Announced.parse(name, message) : null;
			note(announced != null);
			if (announced instanceof Announcement members) {
				RedisEngine.this.roster.announced(String.valueOf(name), members);
			}
			RedisTopic topic = topic(name);
			if (topic != null && announced instanceof Announced.Published published) {
				topic.announced(published.publication());
			}
		}

		private @Nullable RedisTopic topic(@Nullable String name) {
			return (name != null) ? RedisEngine.this.topics.get(name) : null;
		}

		private void note(boolean understood) {
			if (!understood) {
				RedisEngine.this.garbage.increment();
				logger.warn("Somebody else publishes on the channels of this service in Redis");
			}
		}

	}

}
