package dev.echocast.engine.redis;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Publication;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Mono;

/**
 * The topics that are followed on this node. A topic comes with its first follower and
 * goes with its last. Safe for use from any thread.
 */
final class FollowedTopics {

	private final ConcurrentMap<String, RedisTopic> topics = new ConcurrentHashMap<>();

	private final RedisLink link;

	private final Keys keys;

	private final Toucher toucher;

	private final Function<String, RedisTopic> create;

	/**
	 * Create it without topics.
	 * @param create makes a topic that knows nothing yet
	 */
	FollowedTopics(RedisLink link, Keys keys, Toucher toucher, Function<String, RedisTopic> create) {
		this.link = link;
		this.keys = keys;
		this.toucher = toucher;
		this.create = create;
	}

	/** The topic; {@code null} when nobody follows it. */
	@Nullable RedisTopic get(String name) {
		return this.topics.get(name);
	}

	Collection<RedisTopic> all() {
		return this.topics.values();
	}

	Collection<String> names() {
		return this.topics.keySet();
	}

	void follow(String name, Subscriber<? super Publication> subscriber) {
		this.topics.compute(name, (key, present) -> {
			RedisTopic topic = (present != null) ? present : open(name);
			topic.follow(subscriber, () -> forgetIfIdle(name));
			return topic;
		});
	}

	/**
	 * Look where the topic is before anything else is sent, so that what this node
	 * publishes from now on comes after it.
	 */
	private RedisTopic open(String name) {
		RedisTopic topic = this.create.apply(name);
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
		if (commands != null) {
			topic.find(() -> this.toucher.touch(commands, topic));
			this.link.subscribe(this.keys.channel(name));
		}
		return topic;
	}

	/**
	 * Wait until the topic knows where it is. A history that is read before would end
	 * where following does not begin, if the first touch fails.
	 */
	Mono<Void> found(RedisTopic topic) {
		if (topic.seen() != null) {
			return Mono.empty();
		}
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
		if (commands == null) {
			return Mono.error(new EngineUnavailableException("Redis cannot be reached", null));
		}
		// One who goes does not take the answer from others.
		return Answer.to(() -> topic.find(() -> this.toucher.touch(commands, topic)))
			.onErrorMap((failure) -> new EngineUnavailableException("Redis does not answer", failure))
			.then();
	}

	private void forgetIfIdle(String name) {
		this.topics.computeIfPresent(name, (key, topic) -> {
			if (topic.isFollowed()) {
				return topic;
			}
			this.link.unsubscribe(this.keys.channel(name));
			leave(topic);
			return null;
		});
	}

	/**
	 * Let Redis forget a topic soon that nothing was published to.
	 */
	private void leave(RedisTopic topic) {
		TimedPosition seen = topic.seen();
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
		if ((seen == null || seen.offset() == 0) && commands != null) {
			this.toucher.compare(commands, topic.name(), seen);
		}
	}

}
