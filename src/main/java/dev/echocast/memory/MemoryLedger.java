package dev.echocast.memory;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Counts in bytes what peers make this process hold, by kind and by holder. Over the
 * limit it {@link #isFull admits} no new work, and whoever makes it grow has the largest
 * holder evicted first; that may be itself. Safe for use from any thread; nothing blocks.
 */
public final class MemoryLedger {

	/** An open connection, with all that belongs to it while it is idle. */
	public static final long CONNECTION_BYTES = 8 * 1024;

	/**
	 * Holders of less are too many to be kept in order, and too small to be the cause.
	 */
	static final long LARGE_BYTES = 64 * 1024;

	private final long limit;

	private final AtomicLong held = new AtomicLong();

	private final Map<MemoryKind, LongAdder> kinds = new EnumMap<>(MemoryKind.class);

	private final Set<MemoryAccount> large = ConcurrentHashMap.newKeySet();

	/** Those who have been told to go. */
	private final Set<MemoryAccount> leaving = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean relieving = new AtomicBoolean();

	private final LongAdder evictions = new LongAdder();

	/**
	 * Create an empty ledger.
	 * @param limit in bytes
	 */
	public MemoryLedger(long limit) {
		this.limit = limit;
		for (MemoryKind kind : MemoryKind.values()) {
			this.kinds.put(kind, new LongAdder());
		}
	}

	void bindTo(MeterRegistry meters) {
		this.kinds.forEach((kind, held) -> Gauge.builder("echocast.memory.held", held, LongAdder::sum)
			.tag("kind", kind.tag())
			.baseUnit("bytes")
			.description("What peers make this node hold")
			.register(meters));
		Gauge.builder("echocast.memory.limit", this, (ledger) -> ledger.limit)
			.baseUnit("bytes")
			.description("How much all peers together may make this node hold")
			.register(meters);
		FunctionCounter.builder("echocast.memory.evictions", this.evictions, LongAdder::sum)
			.description("Peers that had to go because they held the most")
			.register(meters);
	}

	/**
	 * Open an account for one holder.
	 * @param holder told when it has to go
	 */
	public MemoryAccount open(Holder holder) {
		return new MemoryAccount(this, holder);
	}

	/**
	 * Whether new work is to be refused for now.
	 */
	public boolean isFull() {
		return this.held.get() > this.limit;
	}

	/**
	 * Whether so much more is held that those who were told to go are not waited for any
	 * longer, and nobody may grow.
	 */
	public boolean isExhausted() {
		return this.held.get() - this.limit > this.limit / 4;
	}

	/**
	 * How much is held.
	 */
	public long held() {
		return this.held.get();
	}

	/**
	 * Count memory that no single holder has to answer for.
	 * @param bytes negative when it is given back
	 */
	public void add(MemoryKind kind, long bytes) {
		Objects.requireNonNull(this.kinds.get(kind)).add(bytes);
		if (this.held.addAndGet(bytes) > this.limit && bytes > 0) {
			relieve(null);
		}
	}

	/**
	 * Hold what members may hold, too, while it is on its way to them.
	 */
	public void hold(SharedBytes shared) {
		if (shared.addHolder()) {
			add(MemoryKind.QUEUE, shared.bytes());
		}
	}

	/**
	 * Hold it no more.
	 */
	public void drop(SharedBytes shared) {
		if (shared.removeHolder()) {
			add(MemoryKind.QUEUE, -shared.bytes());
		}
	}

	void add(MemoryAccount account, MemoryKind kind, long bytes) {
		Objects.requireNonNull(this.kinds.get(kind)).add(bytes);
		if (this.held.addAndGet(bytes) > this.limit && bytes > 0) {
			relieve(account);
		}
	}

	/**
	 * An account's total has changed.
	 */
	void rank(MemoryAccount account, long before, long now) {
		if (before < LARGE_BYTES && now >= LARGE_BYTES) {
			this.large.add(account);
		}
		else if (before >= LARGE_BYTES && now < LARGE_BYTES) {
			this.large.remove(account);
		}
	}

	/**
	 * How many have been told to go and have not gone.
	 */
	int leaving() {
		return this.leaving.size();
	}

	void forget(MemoryAccount account) {
		this.large.remove(account);
		this.leaving.remove(account);
	}

	/**
	 * Have holders go, the largest first, until the others leave an eighth of the limit
	 * free: at the limit itself, the next one would be refused.
	 */
	private void relieve(@Nullable MemoryAccount asking) {
		if (!this.relieving.compareAndSet(false, true)) {
			return;
		}
		try {
			MemoryAccount worst = worst(asking);
			while (worst != null && this.held.get() - awaited() > this.limit - this.limit / 8) {
				this.leaving.add(worst);
				this.evictions.increment();
				worst.evict();
				if (worst.isClosed()) {
					// It went meanwhile: nobody else takes it off the list.
					this.leaving.remove(worst);
				}
				worst = worst(asking);
			}
			if (isExhausted()) {
				this.leaving.forEach(MemoryAccount::cut);
			}
		}
		finally {
			this.relieving.set(false);
		}
	}

	/**
	 * What those give back who have been told to go.
	 */
	private long awaited() {
		return this.leaving.stream().mapToLong(MemoryAccount::total).sum();
	}

	private @Nullable MemoryAccount worst(@Nullable MemoryAccount asking) {
		return this.large.stream()
			.filter(this::stays)
			.max(Comparator.comparingLong(MemoryAccount::total))
			.orElse((asking != null && stays(asking)) ? asking : null);
	}

	private boolean stays(MemoryAccount account) {
		return !account.isClosed() && !this.leaving.contains(account);
	}

	/**
	 * Somebody who holds memory.
	 */
	public interface Holder {

		/**
		 * Say goodbye and go; on any thread. Implementations do it later, on a thread of
		 * their own.
		 */
		void evict();

		/**
		 * Go without goodbye, because peers that were told to go do not take it; on any
		 * thread.
		 */
		void cut();

	}

}
