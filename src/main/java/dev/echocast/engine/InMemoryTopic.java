package dev.echocast.engine;

import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * One topic: publishers from any thread queue up, and whichever finds the topic idle
 * gives out offsets for all. There is no lock, and followers are called by one thread at
 * a time.
 */
final class InMemoryTopic {

	/** More than any number of sessions that publish at once, each with one message. */
	static final int MAX_WAITING = 65_536;

	private record Waiting(Message message, MonoSink<Position> result) {
	}

	private final String epoch;

	private final Clock clock;

	private final Queue<Waiting> waiting = Queues.<Waiting>unboundedMultiproducer().get();

	private final AtomicInteger waitingCount = new AtomicInteger();

	private final AtomicInteger work = new AtomicInteger();

	private final List<Follower> followers = new CopyOnWriteArrayList<>();

	private volatile long offset;

	InMemoryTopic(String epoch, Clock clock) {
		this.epoch = epoch;
		this.clock = clock;
	}

	Position position() {
		return new Position(this.epoch, this.offset);
	}

	boolean isFollowed() {
		return !this.followers.isEmpty();
	}

	void publish(Message message, MonoSink<Position> result) {
		if (this.waitingCount.incrementAndGet() > MAX_WAITING) {
			this.waitingCount.decrementAndGet();
			result.error(new PublishRejectedException("too many messages wait for topic " + message.topic()));
			return;
		}
		this.waiting.add(new Waiting(message, result));
		drain();
	}

	void follow(Subscriber<? super Publication> subscriber, Runnable unfollowed) {
		Follower follower = new Follower(subscriber, unfollowed);
		this.followers.add(follower);
		subscriber.onSubscribe(follower);
	}

	private void drain() {
		if (this.work.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		do {
			while (allDemand()) {
				Waiting next = this.waiting.poll();
				if (next == null) {
					break;
				}
				this.waitingCount.decrementAndGet();
				emit(next);
			}
			seen = this.work.addAndGet(-seen);
		}
		while (seen != 0);
	}

	private boolean allDemand() {
		for (Follower follower : this.followers) {
			if (follower.demand.get() == 0) {
				return false;
			}
		}
		return true;
	}

	private void emit(Waiting next) {
		long offset = this.offset + 1;
		this.offset = offset;
		Publication publication = new Publication(next.message(), new Position(this.epoch, offset),
				this.clock.instant());
		for (Follower follower : this.followers) {
			follower.next(publication);
		}
		next.result().success(publication.position());
	}

	private final class Follower implements Subscription {

		private final Subscriber<? super Publication> subscriber;

		private final Runnable unfollowed;

		private final AtomicLong demand = new AtomicLong();

		Follower(Subscriber<? super Publication> subscriber, Runnable unfollowed) {
			this.subscriber = subscriber;
			this.unfollowed = unfollowed;
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				this.demand.accumulateAndGet(n, Operators::addCap);
				drain();
			}
		}

		@Override
		public void cancel() {
			if (InMemoryTopic.this.followers.remove(this)) {
				this.unfollowed.run();
				drain();
			}
		}

		private void next(Publication publication) {
			// Max means unbounded, which is not counted down.
			this.demand.updateAndGet((demand) -> (demand == Long.MAX_VALUE) ? demand : Math.max(0, demand - 1));
			this.subscriber.onNext(publication);
		}

	}

}
