package dev.echocast.engine.redis;

import java.time.Instant;

import dev.echocast.engine.History;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.TopicHistory;
import org.jspecify.annotations.Nullable;

/**
 * What a topic's followers were given of late, so that a crowd that comes back at once
 * does not have all of it read from Redis. Confined to whoever does the topic's work.
 */
final class RecentPublications {

	private final TopicHistory history;

	/** The latest, or where the topic was in the beginning. */
	private @Nullable Position latest;

	private volatile @Nullable Position acknowledged;

	RecentPublications(TopicHistory history) {
		this.history = history;
	}

	/**
	 * The topic was at a position at a time, by which old publications are forgotten.
	 */
	void touched(Position position, Instant time) {
		this.history.expire(time, Long.MAX_VALUE);
		if (this.latest == null) {
			this.latest = position;
		}
	}

	/**
	 * Followers get a publication.
	 */
	void emitted(Publication publication) {
		Position position = publication.position();
		if (this.latest == null || !position.follows(this.latest)) {
			this.history.clear();
		}
		this.history.add(publication);
		this.latest = position;
	}

	/**
	 * A publish of this node has its place, which must be read from now on; from any
	 * thread.
	 */
	void acknowledged(Position position) {
		Position before = this.acknowledged;
		// What is published again under its key has its place from before.
		if (before == null || !before.reaches(position)) {
			this.acknowledged = position;
		}
	}

	/**
	 * What came after a position; {@code null} when that is not known here.
	 */
	@Nullable History since(Position position, int limit) {
		Position acknowledged = this.acknowledged;
		if (this.latest == null || (acknowledged != null && !this.latest.reaches(acknowledged))) {
			return null;
		}
		History history = this.history.read(this.latest, position, limit);
		return history.complete() ? history : null;
	}

}
