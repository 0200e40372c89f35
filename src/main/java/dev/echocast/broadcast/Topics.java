package dev.echocast.broadcast;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import reactor.core.publisher.Mono;

/**
 * The topics that have members on this node. A topic comes with its first member and goes
 * with its last. Safe for use from any thread.
 */
public final class Topics {

	private final ConcurrentMap<String, Topic> topics = new ConcurrentHashMap<>();

	private final BroadcastEngine engine;

	private final Timer fanout;

	Topics(BroadcastEngine engine, MeterRegistry meters) {
		this.engine = engine;
		this.fanout = Timer.builder("echocast.broadcast.fanout")
			.description("From a publication's arrival to its last local enqueue")
			.register(meters);
		Gauge.builder("echocast.broadcast.topics", this.topics, ConcurrentMap::size)
			.description("Topics with members on this node")
			.register(meters);
		Gauge.builder("echocast.broadcast.subscribers", this, Topics::members)
			.description("Members of all topics on this node")
			.register(meters);
	}

	private double members() {
		return this.topics.values().stream().mapToInt(Topic::members).sum();
	}

	/**
	 * Add a member; on its event loop.
	 */
	void join(String name, Subscription member) {
		this.topics.compute(name, (key, present) -> {
			Topic topic = (present != null) ? present : open(name);
			topic.add(member);
			return topic;
		});
	}

	private Topic open(String name) {
		Topic topic = new Topic(name, this.fanout);
		this.engine.publications(name).subscribe(topic);
		return topic;
	}

	/**
	 * Remove a member; on its event loop.
	 */
	void leave(String name, Subscription member) {
		this.topics.computeIfPresent(name, (key, topic) -> {
			topic.remove(member);
			if (topic.members() > 0) {
				return topic;
			}
			topic.cancel();
			return null;
		});
	}

	/**
	 * Publish a message; see {@link BroadcastEngine#publish}.
	 */
	public Mono<Published> publish(Message message) {
		return this.engine.publish(message).map((position) -> new Published(position, members(message.topic())));
	}

	private int members(String name) {
		Topic topic = this.topics.get(name);
		return (topic != null) ? topic.members() : 0;
	}

	/**
	 * The topics that have members here, in no order.
	 */
	public Collection<String> names() {
		return java.util.List.copyOf(this.topics.keySet());
	}

	/**
	 * What is known of a topic; empty when nobody is in it and nothing is kept of it.
	 */
	public Mono<TopicDescription> describe(String name) {
		return this.engine.history(name, null, Integer.MAX_VALUE)
			.map((history) -> new TopicDescription(name, members(name), history.position().toString(),
					history.publications().size()));
	}

	/**
	 * A message got its place.
	 *
	 * @param position the place
	 * @param subscribers how many members of this node it goes to
	 */
	public record Published(Position position, int subscribers) {

	}

	/**
	 * A topic as callers see it.
	 *
	 * @param topic its name
	 * @param members how many members it has on this node
	 * @param position its latest position
	 * @param history how many messages can be replayed
	 */
	public record TopicDescription(String topic, int members, String position, int history) {

	}

}
