package dev.echocast.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.Admission;
import org.jspecify.annotations.Nullable;

/**
 * Admits sessions up to the limits of the node and of one address. Places are taken
 * before a handshake is answered, so that no burst exceeds a limit.
 */
final class SessionLimits implements Admission {

	private static final Refused FULL = new Refused(503, "full", "All sessions of this node are taken",
			Duration.ofSeconds(5));

	private static final Refused SHORT_OF_MEMORY = new Refused(503, "memory", "This node is short of memory",
			Duration.ofSeconds(5));

	private static final Refused TOO_MANY = new Refused(429, "address", "Too many sessions from this address",
			Duration.ofSeconds(5));

	private static final Admitted UNLIMITED = new Admitted(() -> {
	});

	private final LimitsProperties limits;

	private final MemoryLedger ledger;

	private volatile @Nullable Refused draining;

	private final AtomicInteger sessions = new AtomicInteger();

	private final ConcurrentMap<InetAddress, Integer> addresses = new ConcurrentHashMap<>();

	SessionLimits(LimitsProperties limits, MemoryLedger ledger) {
		this.limits = limits;
		this.ledger = ledger;
	}

	/**
	 * Admit nobody any more.
	 * @param period how long it takes until this node is gone
	 */
	void drain(Duration period) {
		this.draining = new Refused(503, "draining", "This node is shutting down", period);
	}

	@Override
	public Verdict admit(@Nullable InetSocketAddress remote) {
		Refused draining = this.draining;
		if (draining != null) {
			return draining;
		}
		if (this.ledger.isFull()) {
			return SHORT_OF_MEMORY;
		}
		if (this.limits.maxSessions() == 0 && this.limits.perAddress() == 0) {
			return UNLIMITED;
		}
		if (this.limits.maxSessions() > 0 && this.sessions.incrementAndGet() > this.limits.maxSessions()) {
			this.sessions.decrementAndGet();
			return FULL;
		}
		InetAddress address = (this.limits.perAddress() > 0 && remote != null) ? remote.getAddress() : null;
		if (address != null && this.addresses.merge(address, 1, Integer::sum) > this.limits.perAddress()) {
			release(address);
			return TOO_MANY;
		}
		AtomicBoolean released = new AtomicBoolean();
		return new Admitted(() -> {
			if (released.compareAndSet(false, true)) {
				release(address);
			}
		});
	}

	private void release(@Nullable InetAddress address) {
		if (this.limits.maxSessions() > 0) {
			this.sessions.decrementAndGet();
		}
		if (address != null) {
			this.addresses.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

}
