package dev.echocast.session;

import dev.echocast.access.Identity;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.Admission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

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

	private static final Refused TOO_MANY_OF_USER = new Refused(429, "user", "Too many sessions of this user",
			Duration.ofSeconds(5));

	/** Stands for peers that have none. */
	private static final InetAddress NO_ADDRESS = new InetSocketAddress(0).getAddress();

	/** What one customer has of IPv6 at least. */
	private static final int IPV6_SUBNET_BYTES = 8;

	private final LimitsProperties limits;

	private final MemoryLedger ledger;

	private final TrustedProxies proxies;

	private volatile @Nullable Refused draining;

	private final AtomicInteger sessions = new AtomicInteger();

	private final ConcurrentMap<InetAddress, Integer> addresses = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, Integer> users = new ConcurrentHashMap<>();

	SessionLimits(LimitsProperties limits, MemoryLedger ledger) {
		this.limits = limits;
		this.ledger = ledger;
		this.proxies = new TrustedProxies(limits.trustedProxies());
	}

	/**
	 * Admit nobody any more.
	 * @param period how long it takes until this node is gone
	 */
	void drain(Duration period) {
		this.draining = new Refused(503, "draining", "This node is shutting down", period);
	}

	@Override
	public Verdict admit(ServerHttpRequest request) {
		return admit(this.proxies.peer(request));
	}

	Verdict admit(@Nullable InetSocketAddress peer) {
		Refused draining = this.draining;
		if (draining != null) {
			return draining;
		}
		if (this.ledger.isFull()) {
			return SHORT_OF_MEMORY;
		}
		if (this.limits.maxSessions() == 0 && this.limits.perAddress() == 0) {
			return new Admitted(peer, () -> {
				// No place was taken.
			});
		}
		if (this.limits.maxSessions() > 0 && this.sessions.incrementAndGet() > this.limits.maxSessions()) {
			this.sessions.decrementAndGet();
			return FULL;
		}
		InetAddress address = (this.limits.perAddress() > 0) ? counted(peer) : null;
		if (address != null && this.addresses.merge(address, 1, Integer::sum) > this.limits.perAddress()) {
			release(address);
			return TOO_MANY;
		}
		AtomicBoolean released = new AtomicBoolean();
		return new Admitted(peer, () -> {
			if (released.compareAndSet(false, true)) {
				release(address);
			}
		});
	}

	@Override
	public Verdict admit(Admitted place, Identity identity) {
		String user = identity.user();
		if (user == null || this.limits.perUser() == 0) {
			return place;
		}
		if (this.users.merge(user, 1, Integer::sum) > this.limits.perUser()) {
			leave(user);
			place.release().run();
			return TOO_MANY_OF_USER;
		}
		AtomicBoolean released = new AtomicBoolean();
		return new Admitted(place.peer(), () -> {
			if (released.compareAndSet(false, true)) {
				leave(user);
			}
			place.release().run();
		});
	}

	private void leave(String user) {
		this.users.computeIfPresent(user, (key, count) -> (count > 1) ? count - 1 : null);
	}

	private static InetAddress counted(@Nullable InetSocketAddress peer) {
		InetAddress address = (peer != null) ? peer.getAddress() : null;
		if (!(address instanceof Inet6Address)) {
			return (address != null) ? address : NO_ADDRESS;
		}
		byte[] bytes = address.getAddress();
		Arrays.fill(bytes, IPV6_SUBNET_BYTES, bytes.length, (byte) 0);
		try {
			return InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
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
