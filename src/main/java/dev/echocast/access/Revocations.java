package dev.echocast.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Users whose tokens of before a moment are refused. It remembers each for as long as a
 * token may live. Safe for use from any thread.
 */
public final class Revocations {

	/**
	 * Each takes some 200 bytes. The oldest goes first, which is the nearest to its end.
	 */
	private static final int MAX_USERS = 100_000;

	private final Cache<String, Instant> users;

	Revocations(Duration maxTokenLife) {
		this.users = Caffeine.newBuilder().maximumSize(MAX_USERS).expireAfterWrite(maxTokenLife).build();
	}

	/**
	 * Refuse a user's tokens that were issued before a moment.
	 */
	public void add(String user, Instant moment) {
		this.users.asMap().merge(user, moment, (before, now) -> now.isAfter(before) ? now : before);
	}

	boolean isRevoked(String user, @Nullable Instant issued, Clock clock) {
		Instant moment = this.users.getIfPresent(user);
		return moment != null && (issued == null || issued.isBefore(moment));
	}

}
