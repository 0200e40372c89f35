package dev.echocast.engine.redis;

import java.util.ArrayDeque;
import java.util.Collection;

import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is announced of a topic and what is read of its stream into one order,
 * without duplicates. What comes early waits until what is missing before it was read.
 *
 * <p>
 * Confined to whoever does the topic's work.
 */
final class Sequence {

	private final Held held;

	private final Runnable gap;

	private final ArrayDeque<Publication> next = new ArrayDeque<>(1);

	/** Follow on each other, but not on what was seen. */
	private final ArrayDeque<Publication> ahead = new ArrayDeque<>(1);

	/** The latest in order, or where the topic was in the beginning. */
	private volatile @Nullable TimedPosition seen;

	private boolean behind;

	/**
	 * Touches to wait for, because Redis seems to have forgotten what was seen: of two,
	 * the second was asked for afterwards.
	 */
	private int doubts;

	/** What the topic had reached a while ago, by which time it should have been seen. */
	private @Nullable Position expected;

	/**
	 * Create a sequence that does not know where the topic is.
	 * @param held counts what waits in it
	 * @param gap told whenever something is lost
	 */
	Sequence(Held held, Runnable gap) {
		this.held = held;
		this.gap = gap;
	}

	@Nullable TimedPosition seen() {
		return this.seen;
	}

	/**
	 * Whether the stream is to be read, after what was seen.
	 */
	boolean isBehind() {
		return this.behind && this.doubts == 0 && this.seen != null;
	}

	/**
	 * Something may be missing before what is announced from now on.
	 */
	void interrupted() {
		this.behind = true;
	}

	/**
	 * The server told where the topic is; from time to time.
	 */
	void touched(TimedPosition now) {
		TimedPosition seen = this.seen;
		this.doubts = Math.max(0, this.doubts - 1);
		if (seen == null) {
			this.seen = start(now);
			return;
		}
		// An announcement may still be on its way; it has until the next time.
		boolean late = this.expected != null && !seen.position().reaches(this.expected);
		this.behind |= late || !seen.sameEpoch(now);
		this.expected = now.position();
	}

	/**
	 * Begin where the topic is, or before what was announced while that was asked.
	 */
	private TimedPosition start(TimedPosition now) {
		if (this.ahead.isEmpty() || !now.position().reaches(this.ahead.element().position())) {
			return now;
		}
		return new TimedPosition(new Position(now.epoch(), this.ahead.element().position().offset() - 1), 0);
	}

	/**
	 * A publication was announced.
	 */
	void announced(Publication publication) {
		Position position = publication.position();
		if (this.seen == null || this.behind || !position.follows(this.seen.position())) {
			if (this.seen != null && this.seen.position().reaches(position)) {
				if (TimedPosition.of(publication).time() > this.seen.time()) {
					doubt();
				}
				return;
			}
			this.behind = true;
			if (!this.ahead.isEmpty() && !position.follows(this.ahead.getLast().position())) {
				forget(this.ahead);
			}
			hold(this.ahead, publication);
		}
		else {
			append(publication);
		}
	}

	/**
	 * The stream was read after what was seen.
	 */
	void read(Page page) {
		if (!page.known()) {
			doubt();
			return;
		}
		page.publications().forEach(this::append);
		TimedPosition seen = this.seen;
		boolean caughtUp = seen != null && seen.position().reaches(page.position());
		if (seen == null || (!caughtUp && page.publications().isEmpty())) {
			// All there was is not kept any more.
			this.gap.run();
			seen = new TimedPosition(page.position(), 0);
			this.seen = seen;
			caughtUp = true;
		}
		this.behind = !caughtUp || !join(seen);
	}

	/**
	 * Redis has something else where this has something that was seen. A touch makes that
	 * a new epoch, in which nothing is missing that was published since.
	 */
	private void doubt() {
		this.behind = true;
		this.doubts = 2;
		forget(this.ahead);
	}

	/**
	 * Add what was announced early, as far as it follows.
	 * @return false if it does not follow: more is missing than was read
	 */
	private boolean join(TimedPosition seen) {
		while (!this.ahead.isEmpty() && seen.position().reaches(this.ahead.element().position())) {
			this.held.remove(this.ahead.remove());
		}
		boolean follows = this.ahead.isEmpty() || this.ahead.element().position().follows(seen.position());
		if (follows) {
			this.ahead.forEach((publication) -> {
				this.held.remove(publication);
				append(publication);
			});
			this.ahead.clear();
		}
		else {
			forget(this.ahead);
		}
		return follows;
	}

	/**
	 * Take the next in order; {@code null} when there is none yet.
	 */
	@Nullable Publication poll() {
		Publication publication = this.next.poll();
		if (publication != null) {
			this.held.remove(publication);
		}
		return publication;
	}

	private void append(Publication publication) {
		if (this.seen == null || !publication.position().follows(this.seen.position())) {
			this.gap.run();
		}
		this.seen = TimedPosition.of(publication);
		hold(this.next, publication);
	}

	private void hold(Collection<Publication> where, Publication publication) {
		where.add(publication);
		this.held.add(publication);
	}

	private void forget(Collection<Publication> publications) {
		publications.forEach(this.held::remove);
		publications.clear();
	}

}
