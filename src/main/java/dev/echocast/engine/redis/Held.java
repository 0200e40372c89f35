package dev.echocast.engine.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.echocast.engine.Publication;
import dev.echocast.engine.Room;

/**
 * What a topic holds for followers that take no more for now. A topic has a bound, and
 * all topics of the node share another; what there is no room for is read again later.
 * Safe for use from any thread.
 */
final class Held {

	/** How many publications a topic may hold. */
	static final int MAX_MESSAGES = 2048;

	/** The same in bytes. */
	static final long MAX_BYTES = 16 * 1024 * 1024;

	/** While a topic holds so many, its publishers wait and nothing more is read. */
	static final int BUSY_MESSAGES = 256;

	/** The same in bytes. */
	static final long BUSY_BYTES = 2 * 1024 * 1024;

	private final Room node;

	private final AtomicInteger messages = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Create it for a topic that holds nothing.
	 * @param node shared by all topics
	 */
	Held(Room node) {
		this.node = node;
	}

	int messages() {
		return this.messages.get();
	}

	/**
	 * Whether there is room for one more that was announced.
	 */
	boolean hasRoom() {
		return messages() < MAX_MESSAGES && this.bytes.get() < MAX_BYTES && this.node.isLeft();
	}

	/**
	 * Whether so much is held that more is not to be asked for.
	 */
	boolean isBusy() {
		return messages() >= BUSY_MESSAGES || this.bytes.get() >= BUSY_BYTES || !this.node.isLeft();
	}

	void add(Publication publication) {
		int length = publication.message().payload().length;
		this.messages.incrementAndGet();
		this.bytes.addAndGet(length);
		this.node.take(1, length, true);
	}

	void remove(Publication publication) {
		int length = publication.message().payload().length;
		this.messages.decrementAndGet();
		this.bytes.addAndGet(-length);
		this.node.giveBack(1, length);
	}

}
