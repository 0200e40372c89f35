package dev.echocast.access;

import reactor.core.publisher.Mono;

/**
 * Tells the other nodes of revocations, and {@link Revocations} of theirs. Safe for use
 * from any thread; nothing blocks.
 */
public interface RevocationFeed {

	/** There is no other node. */
	RevocationFeed ALONE = (user) -> Mono.empty();

	/**
	 * Have all nodes refuse a user's tokens that were issued before now. Completes, on
	 * any thread, when nodes that run hear of it within a second, and those that start
	 * later, too. Fails when it is not known whether they do: it may be done again.
	 */
	Mono<Void> revoke(String user);

}
