package dev.echocast.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The latest publications of one topic. Confined to whoever empties the topic's queue;
 * only the bytes used in all topics are shared.
 */
public final class TopicHistory {

	/** What a topic takes that exists for its history alone. */
	static final long TOPIC_BYTES = 1024;

	private final HistoryLimits limits;

	private final AtomicLong used;

	private final ArrayDeque<Publication> kept = new ArrayDeque<>(1);

	private long bytes;

	/**
	 * Create an empty history.
	 * @param used the bytes that all topics use
	 */
	public TopicHistory(HistoryLimits limits, AtomicLong used) {
		this.limits = limits;
		this.used = used;
	}

	public boolean isEmpty() {
		return this.kept.isEmpty();
	}

	/**
	 * Keep a publication. When the bytes of all topics are used up, this one gives its
	 * own oldest for it.
	 */
	public void add(Publication publication) {
		if (this.limits.size() == 0) {
			return;
		}
		charge((this.kept.isEmpty() ? TOPIC_BYTES : 0) + bytes(publication));
		this.kept.add(publication);
		while (this.kept.size() > this.limits.size()
				|| (this.used.get() > this.limits.bytes() && !this.kept.isEmpty())) {
			removeOldest();
		}
	}

	/**
	 * Drop what is too old, and the oldest of what is over a number of bytes.
	 */
	public void expire(Instant now, long share) {
		Instant oldest = now.minus(this.limits.ttl());
		while (!this.kept.isEmpty() && (this.bytes > share || !this.kept.element().time().isAfter(oldest))) {
			removeOldest();
		}
	}

	/**
	 * Keep nothing of what came before.
	 */
	public void clear() {
		while (!this.kept.isEmpty()) {
			removeOldest();
		}
	}

	private void removeOldest() {
		long freed = bytes(this.kept.remove());
		charge(-freed - (this.kept.isEmpty() ? TOPIC_BYTES : 0));
	}

	private void charge(long change) {
		this.bytes += change;
		this.used.addAndGet(change);
	}

	private static long bytes(Publication publication) {
		return publication.shared().bytes();
	}

	/**
	 * What is kept; see {@link BroadcastEngine#history}.
	 */
	public History read(Position position, @Nullable Position since, int limit) {
		int size = this.kept.size();
		boolean complete = since == null || (position.reaches(since) && since.offset() >= position.offset() - size);
		long skipped = (since == null) ? Math.max(0, size - limit)
				: complete ? size - (position.offset() - since.offset()) : 0;
		return new History(position, page(skipped, limit), complete);
	}

	private List<Publication> page(long skipped, int limit) {
		List<Publication> page = new ArrayList<>();
		long pageBytes = 0;
		for (Publication publication : this.kept) {
			if (skipped-- > 0) {
				continue;
			}
			pageBytes += publication.message().payload().length;
			if (page.size() == limit || (pageBytes > BroadcastEngine.PAGE_BYTES && !page.isEmpty())) {
				break;
			}
			page.add(publication);
		}
		return List.copyOf(page);
	}

	/**
	 * How many publications are kept.
	 */
	int size() {
		return this.kept.size();
	}

}
