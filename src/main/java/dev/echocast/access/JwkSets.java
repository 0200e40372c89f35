package dev.echocast.access;

import java.text.ParseException;
import java.time.Duration;
import java.util.List;
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

	/** The fetch under way, which all wait for who need it. */
	private final AtomicReference<@Nullable Mono<Known>> fetch = new AtomicReference<>();

	private volatile @Nullable Known known;

	private volatile @Nullable Long asked;

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
		if (known != null && known.has(id) && !isOver(known.fetched(), MAX_AGE)) {
			return Mono.just(known);
		}
		if (mayAsk()) {
			return fetch();
		}
		return (known != null) ? Mono.just(known)
				: Mono.error(new IllegalStateException("the keys could not be had a moment ago"));
	}

	private boolean mayAsk() {
		Long asked = this.asked;
		return this.fetch.get() != null || asked == null || isOver(asked, PAUSE);
	}

	private boolean isOver(long since, Duration time) {
		return this.nanoTime.getAsLong() - since >= time.toNanos();
	}

	private Mono<Known> fetch() {
		Mono<Known> underWay = this.fetch.get();
		if (underWay != null) {
			return underWay;
		}
		Mono<Known> mine = this.source.map(this::parse)
			.doOnNext((fetched) -> this.known = fetched)
			.onErrorResume(this::failed)
			.doFinally((signal) -> this.fetch.set(null))
			.cache();
		if (this.fetch.compareAndSet(null, mine)) {
			this.asked = this.nanoTime.getAsLong();
			return mine;
		}
		return fetch();
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
				.filter((key) -> key.toPublicJWK() != null && !KeyUse.ENCRYPTION.equals(key.getKeyUse()))
				.limit(MAX_KEYS)
				.toList();
			return new Known(keys, this.nanoTime.getAsLong());
		}
		catch (ParseException ex) {
			throw new IllegalStateException("what was fetched is no JWK set", ex);
		}
	}

	/**
	 * What was got.
	 *
	 * @param fetched when, in nanoseconds
	 */
	private record Known(List<JWK> keys, long fetched) {

		boolean has(@Nullable String id) {
			return id == null || this.keys.stream().anyMatch((key) -> id.equals(key.getKeyID()));
		}

	}

}
