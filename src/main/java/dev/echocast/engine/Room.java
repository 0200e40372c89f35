package dev.echocast.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for so many messages and so many bytes. What comes when there is nothing else
 * always fits, so that nothing is too big for ever. Safe for use from any thread.
 */
public final class Room {

	/** More than any number of sessions that publish at once, each with one message. */
	static final int MAX_MESSAGES = 131_072;

	/** The rest of the heap is for sessions, their queues and the history. */
	private static final int SHARE_OF_HEAP = 8;

	private final long maxMessages;

	private final long maxBytes;

	private final AtomicLong messages = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Create room of which nothing is taken.
	 */
	public Room(long maxMessages, long maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	/**
	 * Create room for what waits at one place of this Java virtual machine, which may
	 * take an eighth of its heap.
	 */
	public static Room ofNode() {
		return new Room(MAX_MESSAGES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
	}

	/** Room for half as much. */
	Room half() {
		return new Room(this.maxMessages / 2, this.maxBytes / 2);
	}

	public long messages() {
		return this.messages.get();
	}

	public long bytes() {
		return this.bytes.get();
	}

	/**
	 * Take room.
	 * @param anyway whether to take it even if there is not so much
	 * @return false if there is not so much; nothing is taken then
	 */
	public boolean take(long messages, long bytes, boolean anyway) {
		if (!take(this.messages, messages, anyway ? Long.MAX_VALUE : this.maxMessages)) {
			return false;
		}
		if (!take(this.bytes, bytes, anyway ? Long.MAX_VALUE : this.maxBytes)) {
			this.messages.addAndGet(-messages);
			return false;
		}
		return true;
	}

	private static boolean take(AtomicLong taken, long more, long max) {
		long all = taken.addAndGet(more);
		if (all > max && all != more) {
			taken.addAndGet(-more);
			return false;
		}
		return true;
	}

	/**
	 * Whether there is any left.
	 */
	public boolean isLeft() {
		return messages() < this.maxMessages && bytes() < this.maxBytes;
	}

	public void giveBack(long messages, long bytes) {
		this.messages.addAndGet(-messages);
		this.bytes.addAndGet(-bytes);
	}

}
