package dev.echocast.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * Who follows a topic on this node. The slowest sets the pace. Followers come, ask for
 * more and go on any thread; they are called by one thread at a time.
 */
public final class Followers {

	private final List<Follower> followers = new CopyOnWriteArrayList<>();

	private final Runnable ready;

	/**
	 * Create it without anybody in it.
	 * @param ready run on any thread when there may be demand where there was none
	 */
	public Followers(Runnable ready) {
		this.ready = ready;
	}

	/**
	 * Add a follower.
	 * @param left run on its thread after it has gone
	 */
	public void add(Subscriber<? super Publication> subscriber, Runnable left) {
		Follower follower = new Follower(subscriber, left);
		this.followers.add(follower);
		subscriber.onSubscribe(follower);
	}

	public boolean isEmpty() {
		return this.followers.isEmpty();
	}

	/**
	 * Whether everybody takes another publication.
	 */
	public boolean haveDemand() {
		for (Follower follower : this.followers) {
			if (follower.demand.get() == 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Hand a publication to everybody, who {@link #haveDemand}; one call at a time.
	 */
	public void next(Publication publication) {
		for (Follower follower : this.followers) {
			follower.next(publication);
		}
	}

	private final class Follower implements Subscription {

		private final Subscriber<? super Publication> subscriber;

		private final Runnable left;

		private final AtomicLong demand = new AtomicLong();

		Follower(Subscriber<? super Publication> subscriber, Runnable left) {
			this.subscriber = subscriber;
			this.left = left;
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				this.demand.accumulateAndGet(n, Operators::addCap);
				Followers.this.ready.run();
			}
		}

		@Override
		public void cancel() {
			if (Followers.this.followers.remove(this)) {
				this.left.run();
				Followers.this.ready.run();
			}
		}

		private void next(Publication publication) {
			// Max means unbounded, which is not counted down.
			this.demand.updateAndGet((demand) -> (demand == Long.MAX_VALUE) ? demand : Math.max(0, demand - 1));
			this.subscriber.onNext(publication);
		}

	}

}
