package dev.echocast.engine.redis;

import java.util.List;
import java.util.function.BooleanSupplier;

import dev.echocast.engine.Backlog;
import dev.echocast.engine.Message;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.engine.WorkLoop;

/**
 * Publishers of this node that wait for its followers, so that a topic is not filled
 * faster than it is carried out. Safe for use from any thread.
 */
final class WaitingPublishers {

	private final Backlog<Runnable> waiting;

	private final BooleanSupplier open;

	private final WorkLoop work;

	/**
	 * Create it.
	 * @param waiting where they wait
	 * @param open whether publishers may go on
	 */
	WaitingPublishers(String topic, Backlog<Runnable> waiting, BooleanSupplier open) {
		this.waiting = waiting;
		this.open = open;
		this.work = new WorkLoop("publishing to topic " + topic, this::publishNext);
	}

	/**
	 * Publish as soon as it is open, now or later on any thread.
	 * @param batch what is published
	 * @param publish does it, and takes care of its own failures
	 * @throws PublishRejectedException when too much waits
	 */
	void admit(List<Message> batch, Runnable publish) {
		if (this.waiting.isEmpty() && this.open.getAsBoolean()) {
			publish.run();
			return;
		}
		this.waiting.add(publish, batch, true);
		this.work.wake();
	}

	/**
	 * Let publishers go on if it is open.
	 */
	void release() {
		if (!this.waiting.isEmpty()) {
			this.work.wake();
		}
	}

	private boolean publishNext() {
		Runnable publish = this.open.getAsBoolean() ? this.waiting.poll() : null;
		if (publish != null) {
			publish.run();
		}
		return publish != null;
	}

}
