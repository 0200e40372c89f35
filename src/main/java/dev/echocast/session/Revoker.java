package dev.echocast.session;

import java.time.Clock;
import java.util.Map;

import dev.echocast.access.RevocationFeed;
import dev.echocast.access.Revocations;
import reactor.core.publisher.Mono;

/**
 * Takes the tokens of users back, and ends what they have open here, whichever node they
 * were taken back on. Safe for use from any thread.
 */
final class Revoker {

	private final Revocations revocations;

	private final RevocationFeed feed;

	private final Clock clock;

	/**
	 * Create it, to work from now on.
	 * @param feed tells other nodes
	 */
	Revoker(Revocations revocations, RevocationFeed feed, SessionRegistry sessions, EventStreams streams, Clock clock) {
		this.revocations = revocations;
		this.feed = feed;
		this.clock = clock;
		revocations.whenAdded(sessions::endRevoked);
		revocations.whenAdded(streams::endRevoked);
	}

	/**
	 * Take back what was issued to a user before now: here first, and then everywhere.
	 * Fails when it is not known whether other nodes hear of it; here it is done.
	 */
	Mono<Void> revoke(String user) {
		return Mono.defer(() -> {
			this.revocations.add(Map.of(user, this.clock.instant()));
			return this.feed.revoke(user);
		});
	}

}
