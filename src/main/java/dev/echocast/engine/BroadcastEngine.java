package dev.echocast.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Orders what is published to topics, carries it to every node that follows them and
 * keeps the latest for who comes late. Safe for use from any thread; no method blocks.
 */
public interface BroadcastEngine {

	/**
	 * Publish one message; see {@link #publish(List)}.
	 */
	default Mono<Position> publish(Message message) {
		return publish(List.of(message));
	}

	/**
	 * Publish messages of one topic, all or none, next to each other: once the result has
	 * its value, the position of the last, every present follower of the topic gets them,
	 * in the order of positions. Emits when the followers have demand, so that publishing
	 * slows down to their pace; on whichever thread carried them.
	 * <p>
	 * Fails with {@link PublishRejectedException} when too many publishes wait; nothing
	 * is published then.
	 */
	Mono<Position> publish(List<Message> batch);

	/**
	 * Follow a topic from now on: every publication, in order, none twice. Demand is
	 * honoured and holds publishers back. Ends only by cancellation.
	 */
	Flux<Publication> publications(String topic);

	/**
	 * What is kept of a topic, in the order of positions; empty when the topic does not
	 * exist. Who asks for it after subscribing to {@link #publications} misses nothing
	 * between the two. Emits on any thread.
	 * @param since gives the first {@code limit} after this position, or after the gap
	 * when the position is not within what is kept; {@code null} gives the latest
	 * @param limit how many publications to give at most; 0 for the position alone
	 */
	Mono<History> history(String topic, @Nullable Position since, int limit);

}
