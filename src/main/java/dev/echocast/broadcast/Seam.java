package dev.echocast.broadcast;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.History;
import dev.echocast.engine.Position;
import org.jspecify.annotations.Nullable;

/**
 * Joins a member's replay and its live deliveries, which began first, so that between the
 * two nothing is missing and nothing comes twice. Confined to the member's event loop.
 *
 * <p>
 * Nothing is missing because the engine keeps a publication before it carries it: what
 * was carried too early for the member is in the history read afterwards.
 */
final class Seam {

	private final @Nullable Position since;

	private @Nullable Position firstLive;

	private @Nullable Position replayed;

	/**
	 * Create a seam.
	 * @param since the last position the member has seen elsewhere, where live deliveries
	 * may have been ahead of those here
	 */
	Seam(@Nullable Position since) {
		this.since = since;
	}

	/**
	 * Whether a live publication is to be queued.
	 */
	boolean passes(Position live) {
		if (this.replayed != null) {
			return !this.replayed.reaches(live);
		}
		if (this.since != null && this.since.reaches(live)) {
			return false;
		}
		if (this.firstLive == null) {
			this.firstLive = live;
		}
		return true;
	}

	/**
	 * Whether the replay, or what is told with it, says what is missing before a live
	 * publication that passed.
	 */
	boolean explains(Position live) {
		return (this.replayed != null) ? live.follows(this.replayed) : live.equals(this.firstLive);
	}

	/**
	 * Whether every later live publication passes.
	 */
	boolean isClosed() {
		return this.replayed != null;
	}

	/**
	 * What to replay of a page of the history: what has not been queued live. The replay
	 * is over where the queue begins; if nothing was queued yet, where the history ends.
	 * @throws EngineUnavailableException if the topic began a new epoch in between, which
	 * leaves unknown what is missing; whoever joins again is told
	 */
	History replay(History history) {
		Position first = this.firstLive;
		if (first != null && !first.epoch().equals(history.position().epoch())) {
			throw new EngineUnavailableException("the topic began a new epoch", null);
		}
		Position end = (first != null) ? new Position(first.epoch(), first.offset() - 1) : history.position();
		Position last = history.last();
		if (last == null || last.reaches(end)) {
			this.replayed = end;
		}
		return new History(end, history.publications().stream().filter((it) -> end.reaches(it.position())).toList(),
				history.complete());
	}

}
