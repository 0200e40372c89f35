package dev.echocast.engine;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The engine of a single node. A topic exists while somebody follows it; when it comes
 * into being again it has a new epoch.
 */
final class InMemoryEngine implements BroadcastEngine {

	private final ConcurrentMap<String, InMemoryTopic> topics = new ConcurrentHashMap<>();

	private final Clock clock;

	private final Supplier<String> epochs;

	/**
	 * Create an engine without topics.
	 * @param epochs gives every topic an epoch that no other had
	 */
	InMemoryEngine(Clock clock, Supplier<String> epochs) {
		this.clock = clock;
		this.epochs = epochs;
	}

	@Override
	public Mono<Position> publish(Message message) {
		return Mono.create((result) -> {
			InMemoryTopic topic = this.topics.get(message.topic());
			// Nobody there: the message has a place, but nobody to reach.
			((topic != null) ? topic : newTopic()).publish(message, result);
		});
	}

	@Override
	public Flux<Publication> publications(String name) {
		return Flux.from((subscriber) -> this.topics.compute(name, (key, present) -> {
			InMemoryTopic topic = (present != null) ? present : newTopic();
			topic.follow(subscriber, () -> forgetIfUnfollowed(name));
			return topic;
		}));
	}

	private void forgetIfUnfollowed(String name) {
		this.topics.computeIfPresent(name, (key, topic) -> topic.isFollowed() ? topic : null);
	}

	@Override
	public Mono<Position> position(String name) {
		return Mono.fromSupplier(() -> {
			InMemoryTopic topic = this.topics.get(name);
			return (topic != null) ? topic.position() : null;
		});
	}

	private InMemoryTopic newTopic() {
		return new InMemoryTopic(this.epochs.get(), this.clock);
	}

}
