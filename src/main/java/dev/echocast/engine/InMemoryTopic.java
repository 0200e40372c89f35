package dev.echocast.engine;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.MonoSink;

/**
 * One topic: publishers from any thread queue up, and whichever finds the topic idle
 * gives out offsets for all. There is no lock, and followers are called by one thread at
 * a time.
 */
final class InMemoryTopic {

	/** A batch and its publisher. */
	record Publish(List<Message> batch, MonoSink<Position> result) {
	}

	private final String epoch;

	private final Clock clock;

	private final TopicHistory history;

	private final Backlog<Publish> waiting;

	/** Reads and clean-up, which need no demand, go before what waits. */
	private final WorkLoop work;

	private final Followers followers;

	private volatile boolean keepsHistory;

	/** How much of what waits first is published. */
	private int published;

	private long offset;

	/**
	 * Create a topic without followers.
	 * @param waiting where publishers wait for followers
	 */
	InMemoryTopic(String name, String epoch, Clock clock, TopicHistory history, Backlog<Publish> waiting) {
		this.epoch = epoch;
		this.clock = clock;
		this.history = history;
		this.waiting = waiting;
		this.work = new WorkLoop("topic " + name, this::emitNext);
		this.followers = new Followers(this.work::wake);
	}

	/**
	 * Publish messages next to each other.
	 * @return false if the topic is closed: another has taken its place
	 * @throws PublishRejectedException when too much waits
	 */
	boolean publish(List<Message> batch, MonoSink<Position> result) {
		boolean held = !this.waiting.isEmpty() || !this.followers.haveDemand();
		if (!this.waiting.add(new Publish(batch, result), batch, held)) {
			return false;
		}
		this.work.wake();
		return true;
	}

	void read(@Nullable Position since, int limit, MonoSink<History> result) {
		ask(() -> this.history.read(new Position(this.epoch, this.offset), since, limit), result);
	}

	void count(MonoSink<Retained> result) {
		ask(() -> new Retained(new Position(this.epoch, this.offset), this.history.size()), result);
	}

	private <T> void ask(Supplier<T> question, MonoSink<T> result) {
		this.work.execute(() -> {
			try {
				expireNow(Long.MAX_VALUE);
				result.success(question.get());
			}
			catch (Throwable failure) {
				result.error(failure);
				throw failure;
			}
		});
	}

	/**
	 * Drop what is too old, and the oldest of what is over a number of bytes.
	 */
	void expire(long share) {
		if (this.keepsHistory) {
			this.work.execute(() -> expireNow(share));
		}
	}

	private void expireNow(long share) {
		this.history.expire(this.clock.instant(), share);
		this.keepsHistory = !this.history.isEmpty();
	}

	/**
	 * Close the topic if nobody follows it, nothing waits and nothing is kept; while
	 * nobody begins to follow it.
	 */
	boolean closeIfIdle() {
		if (isIdle() && this.waiting.closeIfEmpty()) {
			if (isIdle()) {
				return true;
			}
			// Something was published between the looks at the two.
			this.waiting.reopen();
		}
		return false;
	}

	private boolean isIdle() {
		return this.followers.isEmpty() && !this.keepsHistory;
	}

	void follow(Subscriber<? super Publication> subscriber, Runnable unfollowed) {
		this.followers.add(subscriber, unfollowed);
	}

	private boolean emitNext() {
		Publish publish = this.followers.haveDemand() ? this.waiting.peek() : null;
		if (publish == null) {
			return false;
		}
		Position position = emit(publish);
		this.published++;
		if (this.published == publish.batch().size()) {
			done();
			publish.result().success(position);
		}
		return true;
	}

	private Position emit(Publish publish) {
		try {
			return emit(publish.batch().get(this.published));
		}
		catch (Throwable failure) {
			done();
			publish.result().error(failure);
			throw failure;
		}
	}

	private void done() {
		this.published = 0;
		this.waiting.poll();
	}

	private Position emit(Message message) {
		Position position = new Position(this.epoch, this.offset + 1);
		Publication publication = new Publication(message, position, this.clock.instant());
		// Before any follower has it, so that who follows first and reads then misses
		// nothing.
		this.history.add(publication);
		this.offset++;
		this.keepsHistory = !this.history.isEmpty();
		this.followers.next(publication);
		return position;
	}

}
