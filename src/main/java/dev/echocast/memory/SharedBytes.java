package dev.echocast.memory;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory that any number of holders share, counted once while somebody holds it. Safe for
 * use from any thread.
 */
public final class SharedBytes {

	private final AtomicInteger holders = new AtomicInteger();

	private final int bytes;

	/**
	 * Create it, held by nobody yet.
	 */
	public SharedBytes(int bytes) {
		this.bytes = bytes;
	}

	public int bytes() {
		return this.bytes;
	}

	boolean addHolder() {
		return this.holders.getAndIncrement() == 0;
	}

	boolean removeHolder() {
		return this.holders.decrementAndGet() == 0;
	}

}
