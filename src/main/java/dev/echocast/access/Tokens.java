package dev.echocast.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import reactor.core.publisher.Mono;

/**
 * Verifies tokens, and remembers for a while by its hash whose a valid one was: when very
 * many reconnect at once, their tokens cost a hash each.
 */
final class Tokens {

	/** So late at most does a change of the keys matter for a token that was valid. */
	private static final Duration REMEMBERED = Duration.ofMinutes(1);

	/** Some 20,000 that have a few grants; a token of 8 KB may have very many. */
	private static final int MAX_REMEMBERED_BYTES = 16_000_000;

	/**
	 * RFC 7515, section 7.1. What decodes the signature skips other characters: one token
	 * could have as many forms as somebody likes, each remembered.
	 */
	private static final Pattern SIGNED = Pattern.compile("[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+){2}");

	private static final String MALFORMED = "the token is malformed, or not signed by a known key";

	private final ReactiveAuthenticationManager manager;

	private final Clock clock;

	private final Cache<ByteBuffer, Identity> remembered = Caffeine.newBuilder()
		.maximumWeight(MAX_REMEMBERED_BYTES)
		.weigher((ByteBuffer hash, Identity identity) -> bytes(identity))
		.expireAfterWrite(REMEMBERED)
		.build();

	/**
	 * Create it.
	 * @param manager answers with an {@link IdentityToken}
	 */
	Tokens(ReactiveAuthenticationManager manager, Clock clock) {
		this.manager = manager;
		this.clock = clock;
	}

	/**
	 * Whose token it is; fails with {@link DeniedException} when it is nobody's.
	 */
	Mono<Identity> verify(String token) {
		if (!SIGNED.matcher(token).matches()) {
			return Mono.error(DeniedException.invalid(MALFORMED));
		}
		ByteBuffer hash = ByteBuffer.wrap(Sha256.of(token.getBytes(StandardCharsets.UTF_8)));
		Identity known = this.remembered.getIfPresent(hash);
		if (known != null && known.expires() != null && this.clock.instant().isBefore(known.expires())) {
			return Mono.just(known);
		}
		return this.manager.authenticate(new BearerTokenAuthenticationToken(token))
			.cast(IdentityToken.class)
			.map(IdentityToken::identity)
			.doOnNext((identity) -> this.remembered.put(hash, identity))
			.onErrorMap(Tokens::denied);
	}

	/**
	 * What remembering it takes, about.
	 */
	static int bytes(Identity identity) {
		int info = (identity.info() != null) ? identity.info().length() : 0;
		return 500 + 150 * identity.grants().patterns() + 2 * info;
	}

	/**
	 * What the libraries say of a token may have parts of it in it.
	 */
	private static Throwable denied(Throwable failure) {
		if (failure instanceof DeniedException) {
			return failure;
		}
		JwtValidationException invalid = find(failure, JwtValidationException.class);
		if (invalid != null) {
			String why = invalid.getErrors().iterator().next().getDescription();
			return DeniedException.invalid(Printable.of(String.valueOf(why)).replaceAll("[\"\\\\]", "'"));
		}
		// What comes of keys that cannot be had; a key that does not fit a token is
		// another matter.
		return (failure instanceof IllegalStateException) ? DeniedException.unavailable()
				: DeniedException.invalid(MALFORMED);
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable it = failure; it != null; it = it.getCause()) {
			if (type.isInstance(it)) {
				return type.cast(it);
			}
		}
		return null;
	}

}
