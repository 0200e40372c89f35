package dev.echocast.engine;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Orders what is published to topics and carries it to every node that follows them. Safe
 * for use from any thread; no method blocks.
 */
public interface BroadcastEngine {

	/**
	 * Publish a message: once the result has its value, every present follower of the
	 * topic gets the message at that position, in the order of positions. Emits when the
	 * followers have demand, so that publishing slows down to their pace.
	 * <p>
	 * Fails with {@link PublishRejectedException} when too many publishes wait; the
	 * message is not published then.
	 */
	Mono<Position> publish(Message message);

	/**
	 * Follow a topic from now on: every publication, in order, none twice. Demand is
	 * honoured and holds publishers back. Ends only by cancellation.
	 */
	Flux<Publication> publications(String topic);

	/**
	 * The position of the latest publication, offset 0 before the first; empty when the
	 * topic does not exist.
	 */
	Mono<Position> position(String topic);

}
