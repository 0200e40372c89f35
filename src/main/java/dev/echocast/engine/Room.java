package dev.echocast.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for so many messages and so many bytes. What comes when there is nothing else
 * always fits, so that nothing is too big for ever. Safe for use from any thread.
 */
public final class Room {

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

	/** Room for half as much. */
	Room half() {
		return new Room(this.maxMessages / 2, this.maxBytes / 2);
	}

	long messages() {
		return this.messages.get();
	}

	long bytes() {
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
