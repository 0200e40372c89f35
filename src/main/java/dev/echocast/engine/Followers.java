package dev.echocast.engine;

import dev.echocast.log.BoundedLog;
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

	private static final BoundedLog logger = new BoundedLog(Followers.class.getName());

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
	 * Add a follower, which gets what is handed out from the end of this call on.
	 * @param left run on its thread after it has gone
	 */
	public void add(Subscriber<? super Publication> subscriber, Runnable left) {
		Follower follower = new Follower(subscriber, left);
		// Before it is called by whoever hands something out now.
		subscriber.onSubscribe(follower);
		this.followers.add(follower);
		if (follower.cancelled) {
			follower.cancel();
		}
		else {
			this.ready.run();
		}
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
	 * Hand a publication to everybody who was here when they {@link #haveDemand had
	 * demand}; one call at a time. A follower that throws is followed no more and told so
	 * by an error; the others get the publication.
	 */
	public void next(Publication publication) {
		Isolation.forEach(this.followers, (follower) -> follower.next(publication), Followers::fail);
	}

	/**
	 * End what everybody here follows with an error; in between calls of {@link #next}.
	 */
	public void fail(Throwable failure) {
		this.followers.forEach((follower) -> fail(follower, failure));
	}

	private static void fail(Follower follower, Throwable failure) {
		try {
			follower.fail(failure);
		}
		catch (RuntimeException unheard) {
			logger.error("A follower failed, and failed again when it was told", unheard);
		}
	}

	private final class Follower implements Subscription {

		private final Subscriber<? super Publication> subscriber;

		private final Runnable left;

		private final AtomicLong demand = new AtomicLong();

		private volatile boolean cancelled;

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
			this.cancelled = true;
			if (Followers.this.followers.remove(this)) {
				try {
					this.left.run();
				}
				finally {
					Followers.this.ready.run();
				}
			}
		}

		private void fail(Throwable failure) {
			try {
				cancel();
			}
			finally {
				this.subscriber.onError(failure);
			}
		}

		private void next(Publication publication) {
			// Max means unbounded, which is not counted down. One without demand has come
			// since everybody had some.
			long before = this.demand
				.getAndUpdate((demand) -> (demand == Long.MAX_VALUE) ? demand : Math.max(0, demand - 1));
			if (before > 0) {
				this.subscriber.onNext(publication);
			}
		}

	}

}
