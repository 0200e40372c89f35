package dev.echocast.access;

import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.SignedJWT;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The keys of a provider. They are asked for again when they are old and when a token
 * names one that is not among them, but not more often than {@link #PAUSE} allows,
 * whatever tokens name. What was got last is used as long as the provider is away.
 */
final class JwkSets implements KeySource {

	/** A key that the provider has taken back is trusted so long at most. */
	static final Duration MAX_AGE = Duration.ofMinutes(5);

	/** Between one fetch and the next. A new key is known after so long at most. */
	static final Duration PAUSE = Duration.ofSeconds(10);

	/** A token that names no key is tried with all. */
	private static final int MAX_KEYS = 64;

	/** Its lines are as far apart as fetches are. */
	private static final Log logger = LogFactory.getLog("dev.echocast.Access");

	private final Mono<String> source;

	private final LongSupplier nanoTime;

	/** The latest, under way or over; it answers all who come before the next may be. */
	private final AtomicReference<@Nullable Fetch> latest = new AtomicReference<>();

	private volatile @Nullable Known known;

	/**
	 * Create it without keys.
	 * @param source fetches a JWK set
	 * @param nanoTime as {@link System#nanoTime}
	 */
	JwkSets(Mono<String> source, LongSupplier nanoTime) {
		this.source = source;
		this.nanoTime = nanoTime;
	}

	@Override
	public Flux<JWK> keys(SignedJWT token) {
		return Mono.defer(() -> current(token.getHeader().getKeyID())).flatMapIterable(Known::keys);
	}

	private Mono<Known> current(@Nullable String id) {
		Known known = this.known;
		boolean usable = known != null && known.has(id);
		if (known != null && usable && !isOver(known.fetched(), MAX_AGE)) {
			return Mono.just(known);
		}
		Fetch before = this.latest.get();
		if (before == null || isOver(before.asked(), PAUSE)) {
			Fetch next = new Fetch(this.nanoTime.getAsLong(), fetch());
			if (this.latest.compareAndSet(before, next)) {
				return next.answer();
			}
			return current(id);
		}
		// A slow provider keeps one waiting, and none else whose key is known.
		return (known != null && usable) ? Mono.just(known) : before.answer();
	}

	private boolean isOver(long since, Duration time) {
		return this.nanoTime.getAsLong() - since >= time.toNanos();
	}

	/** It goes on when who has asked for it goes away. */
	private Mono<Known> fetch() {
		return this.source.switchIfEmpty(Mono.error(() -> new IllegalStateException("the answer has no body")))
			.map(this::parse)
			.doOnNext((fetched) -> this.known = fetched)
			.onErrorResume(this::failed)
			.cache();
	}

	private Mono<Known> failed(Throwable failure) {
		logger.warn("The keys of tokens cannot be had: " + Printable.of(String.valueOf(failure.getMessage())));
		Known known = this.known;
		return (known != null) ? Mono.just(known) : Mono.error(failure);
	}

	/**
	 * Secrets have no place in what everybody may fetch, and what is for encryption signs
	 * nothing.
	 */
	private Known parse(String json) {
		try {
			List<JWK> keys = JWKSet.parse(json)
				.getKeys()
				.stream()
				.filter((key) -> !KeyUse.ENCRYPTION.equals(key.getKeyUse()) && key.getKeyRevocation() == null)
				.map(JWK::toPublicJWK)
				.filter(Objects::nonNull)
				.limit(MAX_KEYS)
				.toList();
			return new Known(keys, this.nanoTime.getAsLong());
		}
		catch (ParseException | RuntimeException ex) {
			throw new IllegalStateException("what was fetched is no JWK set", ex);
		}
	}

	/**
	 * A question to the provider.
	 *
	 * @param asked when, in nanoseconds
	 * @param answer what comes of it, for any number of subscribers
	 */
	private record Fetch(long asked, Mono<Known> answer) {

	}

	/**
	 * What was got.
	 *
	 * @param fetched when, in nanoseconds
	 */
	private record Known(List<JWK> keys, long fetched) {

		boolean has(@Nullable String id) {
			return (id == null) ? !this.keys.isEmpty()
					: this.keys.stream().anyMatch((key) -> id.equals(key.getKeyID()));
		}

	}

}
