package dev.echocast.engine;

import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.MonoSink;
import reactor.util.concurrent.Queues;

/**
 * One topic: publishers from any thread queue up, and whichever finds the topic idle
 * gives out offsets for all. There is no lock, and followers are called by one thread at
 * a time.
 */
final class InMemoryTopic {

	/** More than any number of sessions that publish at once, each with one message. */
	static final int MAX_WAITING = 65_536;

	private static final int CLOSED = Integer.MIN_VALUE / 2;

	private record Waiting(List<Message> batch, MonoSink<Position> result) {
	}

	private final String epoch;

	private final Clock clock;

	private final TopicHistory history;

	/** Reads and clean-up, which need no demand. */
	private final Queue<Runnable> tasks = Queues.<Runnable>unboundedMultiproducer().get();

	private final Queue<Waiting> waiting = Queues.<Waiting>unboundedMultiproducer().get();

	/** Messages not published yet; far below zero once the topic is closed. */
	private final AtomicInteger waitingCount = new AtomicInteger();

	private final AtomicInteger work = new AtomicInteger();

	private final Followers followers = new Followers(this::drain);

	private volatile boolean keepsHistory;

	/** What is being published, and how much of it is. */
	private @Nullable Waiting current;

	private int published;

	private long offset;

	InMemoryTopic(String epoch, Clock clock, TopicHistory history) {
		this.epoch = epoch;
		this.clock = clock;
		this.history = history;
	}

	/**
	 * Publish messages next to each other.
	 * @return false if the topic is closed: another has taken its place
	 */
	boolean publish(List<Message> batch, MonoSink<Position> result) {
		int count = this.waitingCount.addAndGet(batch.size());
		if (count < 0) {
			this.waitingCount.addAndGet(-batch.size());
			return false;
		}
		if (count > MAX_WAITING) {
			this.waitingCount.addAndGet(-batch.size());
			result.error(new PublishRejectedException("too many messages wait for topic " + batch.get(0).topic()));
			return true;
		}
		this.waiting.add(new Waiting(batch, result));
		drain();
		return true;
	}

	void read(@Nullable Position since, int limit, MonoSink<History> result) {
		run(() -> {
			expireNow(Long.MAX_VALUE);
			result.success(this.history.read(new Position(this.epoch, this.offset), since, limit));
		});
	}

	void count(MonoSink<Retained> result) {
		run(() -> {
			expireNow(Long.MAX_VALUE);
			result.success(new Retained(new Position(this.epoch, this.offset), this.history.size()));
		});
	}

	/**
	 * Drop what is too old, and the oldest of what is over a number of bytes.
	 */
	void expire(long share) {
		if (this.keepsHistory) {
			run(() -> expireNow(share));
		}
	}

	private void expireNow(long share) {
		this.history.expire(this.clock.instant(), share);
		this.keepsHistory = !this.history.isEmpty();
	}

	private void run(Runnable task) {
		this.tasks.add(task);
		drain();
	}

	/**
	 * Close the topic if nobody follows it, nothing waits and nothing is kept; while
	 * nobody begins to follow it.
	 */
	boolean closeIfIdle() {
		if (isIdle() && this.waitingCount.compareAndSet(0, CLOSED)) {
			if (isIdle()) {
				return true;
			}
			// Something was published between the looks at the two.
			this.waitingCount.addAndGet(-CLOSED);
		}
		return false;
	}

	private boolean isIdle() {
		return this.followers.isEmpty() && !this.keepsHistory;
	}

	void follow(Subscriber<? super Publication> subscriber, Runnable unfollowed) {
		this.followers.add(subscriber, unfollowed);
	}

	private void drain() {
		if (this.work.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		do {
			while (runTask() || (this.followers.haveDemand() && emitNext())) {
				// Until there is nothing to do.
			}
			seen = this.work.addAndGet(-seen);
		}
		while (seen != 0);
	}

	private boolean runTask() {
		Runnable task = this.tasks.poll();
		if (task != null) {
			task.run();
		}
		return task != null;
	}

	private boolean emitNext() {
		Waiting current = this.current;
		if (current == null) {
			current = this.waiting.poll();
			if (current == null) {
				return false;
			}
			this.current = current;
			this.published = 0;
		}
		Position position = emit(current.batch().get(this.published++));
		if (this.published == current.batch().size()) {
			this.current = null;
			this.waitingCount.addAndGet(-this.published);
			current.result().success(position);
		}
		return true;
	}

	private Position emit(Message message) {
		this.offset++;
		Publication publication = new Publication(message, new Position(this.epoch, this.offset), this.clock.instant());
		// Before any follower has it, so that who follows first and reads then misses
		// nothing.
		this.history.add(publication);
		this.keepsHistory = !this.history.isEmpty();
		this.followers.next(publication);
		return publication.position();
	}

}
