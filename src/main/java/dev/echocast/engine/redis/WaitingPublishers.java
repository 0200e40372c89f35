package dev.echocast.engine.redis;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import reactor.util.concurrent.Queues;

/**
 * Publishers of this node that wait for its followers, so that a topic is not filled
 * faster than it is carried out. Safe for use from any thread.
 */
final class WaitingPublishers {

	/** More than any number of sessions that publish at once, each with one message. */
	static final int MAX_WAITING = 65_536;

	private final BooleanSupplier open;

	private final Queue<Runnable> waiting = Queues.<Runnable>unboundedMultiproducer().get();

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicInteger work = new AtomicInteger();

	/**
	 * Create it.
	 * @param open whether publishers may go on
	 */
	WaitingPublishers(BooleanSupplier open) {
		this.open = open;
	}

	/**
	 * Publish as soon as it is open, now or later on any thread.
	 * @return false if too many wait
	 */
	boolean admit(Runnable publish) {
		if (this.count.get() == 0 && this.open.getAsBoolean()) {
			publish.run();
			return true;
		}
		if (this.count.incrementAndGet() > MAX_WAITING) {
			this.count.decrementAndGet();
			return false;
		}
		this.waiting.add(publish);
		release();
		return true;
	}

	/**
	 * Let publishers go on if it is open.
	 */
	void release() {
		if (this.count.get() == 0 || this.work.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		do {
			while (this.open.getAsBoolean()) {
				Runnable publish = this.waiting.poll();
				if (publish == null) {
					break;
				}
				this.count.decrementAndGet();
				publish.run();
			}
			seen = this.work.addAndGet(-seen);
		}
		while (seen != 0);
	}

}
