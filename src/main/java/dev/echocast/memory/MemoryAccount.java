package dev.echocast.memory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one holder holds. Written by one thread at a time, that of its connection.
 */
public final class MemoryAccount {

	/** For what nobody limits. */
	public static final MemoryAccount UNLIMITED = new MemoryLedger(Long.MAX_VALUE).open(new MemoryLedger.Holder() {

		@Override
		public void evict() {
			throw new IllegalStateException();
		}

		@Override
		public void cut() {
			throw new IllegalStateException();
		}

	});

	private final MemoryLedger ledger;

	private final MemoryLedger.Holder holder;

	private final AtomicLong total = new AtomicLong();

	private final AtomicBoolean cut = new AtomicBoolean();

	private volatile boolean closed;

	MemoryAccount(MemoryLedger ledger, MemoryLedger.Holder holder) {
		this.ledger = ledger;
		this.holder = holder;
	}

	/**
	 * Hold more, or give back. May have this holder evicted, or another.
	 * @param bytes negative when they are given back
	 */
	public void add(MemoryKind kind, long bytes) {
		count(bytes);
		this.ledger.add(this, kind, bytes);
	}

	/**
	 * Hold what others may hold, too.
	 */
	public void hold(SharedBytes shared) {
		count(shared.bytes());
		if (shared.addHolder()) {
			this.ledger.add(this, MemoryKind.QUEUE, shared.bytes());
		}
	}

	/**
	 * Hold it no more.
	 */
	public void drop(SharedBytes shared) {
		count(-shared.bytes());
		if (shared.removeHolder()) {
			this.ledger.add(this, MemoryKind.QUEUE, -shared.bytes());
		}
	}

	/**
	 * Whether nobody may hold more for now; see {@link MemoryLedger#isExhausted}.
	 */
	public boolean isExhausted() {
		return this.ledger.isExhausted();
	}

	private void count(long bytes) {
		long before = this.total.get();
		this.total.setOpaque(before + bytes);
		this.ledger.rank(this, before, before + bytes);
	}

	/**
	 * What it holds, shared or not.
	 */
	long total() {
		return this.total.getOpaque();
	}

	void evict() {
		this.holder.evict();
	}

	/**
	 * Have the holder go without goodbye; once, however often it is called.
	 */
	void cut() {
		if (this.cut.compareAndSet(false, true)) {
			this.holder.cut();
		}
	}

	/**
	 * The holder is gone, and has given back all it held.
	 */
	public void close() {
		this.closed = true;
		this.ledger.forget(this);
	}

	boolean isClosed() {
		return this.closed;
	}

}
