package dev.echocast.engine;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Orders what is published to topics, carries it to every node that follows them and
 * keeps the latest for followers that come late. Safe for use from any thread; no method
 * blocks.
 */
public interface BroadcastEngine {

	/** How long an idempotency key is remembered: longer than any client tries. */
	Duration KEYS_REMEMBERED = Duration.ofMinutes(5);

	/** Enough for most to be read at once, little enough for many to read at once. */
	long PAGE_BYTES = 256 * 1024;

	/**
	 * Publish one message; see {@link #publish(List, String)}.
	 */
	default Mono<Position> publish(Message message) {
		return publish(List.of(message), null).map(Placement::position);
	}

	/**
	 * Publish messages of one topic, all or none, next to each other: once the result has
	 * its value, the position of the last, every follower of the topic gets them, in the
	 * order of positions. Publishing slows down to the pace of this node's followers.
	 * Emits on any thread.
	 * <p>
	 * Fails with {@link PublishRejectedException} when it cannot be done now, and with
	 * {@link KeyReusedException} when another batch was published under the key; nothing
	 * is published then. Fails with {@link EngineUnavailableException} when it is not
	 * known whether it was done.
	 * @param batch all of one user, if of any
	 * @param key under which it is published once, however often within
	 * {@link #KEYS_REMEMBERED}; later results are the first one's, marked as replayed. It
	 * is the user's own: nobody learns by guessing keys what others published. So the
	 * user is no part of what is compared. Those that are no users share their keys.
	 * {@code null} to publish in any case
	 */
	Mono<Placement> publish(List<Message> batch, @Nullable String key);

	/**
	 * Follow a topic from now on: every publication, in order, none twice. An offset that
	 * does not follow the one before, or a new epoch, says that what was between is lost.
	 * Demand is honoured and holds this node's publishers back. Ends by cancellation, and
	 * with an error when the follower throws or the engine cannot go on with the topic.
	 */
	Flux<Publication> publications(String topic);

	/**
	 * A page of what is kept of a topic, in the order of positions; empty when the topic
	 * does not exist. It ends before {@link #PAGE_BYTES} of payload, but has at least one
	 * publication; the next begins after its last. Who asks for it after subscribing to
	 * {@link #publications} misses nothing between the two. Emits on any thread; fails
	 * with {@link EngineUnavailableException} when it cannot be read now.
	 * @param since gives the first {@code limit} after this position, or after the gap
	 * when the position is not within what is kept; {@code null} gives the first of the
	 * latest {@code limit}
	 * @param limit how many publications to give at most; 0 for the position alone
	 */
	Mono<History> history(String topic, @Nullable Position since, int limit);

	/**
	 * How much is kept of a topic; empty when it does not exist. Emits and fails as
	 * {@link #history} does.
	 */
	Mono<Retained> retained(String topic);

}
