package dev.echocast.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import org.jspecify.annotations.Nullable;

/**
 * Users whose tokens of before a moment are refused. It remembers each for as long as a
 * token may live. Safe for use from any thread.
 *
 * <p>
 * The moment and a token's {@code iat} are of different clocks, and {@code iat} has whole
 * seconds: a token of the same second is refused, too, and one of an issuer whose clock
 * is ahead may be taken that was issued just before.
 */
public final class Revocations {

	/** Each takes some 200 bytes. */
	public static final int MAX_USERS = 100_000;

	private final Cache<String, Instant> users;

	/**
	 * What was forgotten for want of room: tokens of before it are refused, whoever has
	 * them.
	 */
	private volatile Instant forgotten = Instant.MIN;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	/**
	 * Create it; nobody's tokens are refused.
	 * @param maxTokenLife the longest life of a token
	 */
	public Revocations(Duration maxTokenLife) {
		this.users = Caffeine.newBuilder()
			.maximumSize(MAX_USERS)
			.expireAfterWrite(remembered(maxTokenLife))
			.executor(Runnable::run)
			.evictionListener(this::gone)
			.build();
	}

	private void gone(@Nullable String user, @Nullable Instant moment, RemovalCause cause) {
		if (cause == RemovalCause.SIZE && moment != null && moment.isAfter(this.forgotten)) {
			this.forgotten = moment;
		}
	}

	/**
	 * For how long a revocation matters: a token may have been issued, and is taken after
	 * its end, by a clock that differs.
	 */
	public static Duration remembered(Duration maxTokenLife) {
		return maxTokenLife.plus(Claims.SKEW.multipliedBy(2));
	}

	/**
	 * Have something done whenever tokens are refused from now on that were not before;
	 * for the life of this object. It runs on the thread that adds them.
	 */
	public void whenAdded(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Refuse users' tokens that were issued before a moment. What is known already
	 * changes nothing.
	 * @param moments by the name of the user
	 */
	public void add(Map<String, Instant> moments) {
		boolean more = false;
		for (Map.Entry<String, Instant> entry : moments.entrySet()) {
			Instant moment = entry.getValue();
			Instant before = this.users.getIfPresent(entry.getKey());
			if (before == null || moment.isAfter(before)) {
				this.users.asMap().merge(entry.getKey(), moment, (one, other) -> one.isAfter(other) ? one : other);
				more = true;
			}
		}
		if (more) {
			this.listeners.forEach(Runnable::run);
		}
	}

	/**
	 * Whether what an identity's token says was taken back since it was issued.
	 */
	public boolean cover(Identity identity) {
		Instant moment = (identity.user() != null) ? this.users.getIfPresent(identity.user()) : null;
		Instant from = (moment != null && moment.isAfter(this.forgotten)) ? moment : this.forgotten;
		boolean user = identity.user() != null && !from.equals(Instant.MIN);
		return user && (identity.issued() == null || identity.issued().isBefore(from));
	}

}
