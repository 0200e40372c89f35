package dev.echocast.access;

import java.util.Base64;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells who a peer is. Safe for use from any thread; nothing blocks. What it tells fails
 * with {@link DeniedException} and nothing else.
 */
public final class Access {

	/** More than any provider's token has, and less than would be work to refuse. */
	private static final int MAX_TOKEN_LENGTH = 8192;

	private final Credential credential;

	private final Identity anonymous;

	private final ApiKeys keys;

	private final @Nullable Tokens tokens;

	private final Revocations revocations;

	private final boolean open;

	/**
	 * Create it.
	 * @param anonymous what a peer without a credential may do
	 * @param tokens verifies tokens; {@code null} when there is no source of them
	 */
	Access(Credential credential, Grants anonymous, ApiKeys keys, @Nullable Tokens tokens, Revocations revocations) {
		this.credential = credential;
		this.keys = keys;
		this.tokens = tokens;
		this.revocations = revocations;
		this.open = anonymous.isEmpty() && keys.isEmpty() && tokens == null;
		this.anonymous = this.open ? Identity.ANYBODY : Identity.anonymous(anonymous.ofNoUser());
	}

	/**
	 * For everybody, who may do everything.
	 */
	public static Access openToAll() {
		return new Access(new Credential(null, false), Grants.NONE, new ApiKeys(List.of()), null,
				new Revocations(Duration.ofDays(1)));
	}

	/**
	 * Whether everybody may do everything, and nobody is asked.
	 */
	public boolean isOpen() {
		return this.open;
	}

	/**
	 * Have a token of nobody verified, so that the first of somebody finds the classes
	 * loaded and a provider's keys there. Never fails.
	 */
	Mono<Void> warmUp() {
		Tokens tokens = this.tokens;
		return (tokens == null) ? Mono.empty() : Flux.just("HS256", "RS256")
			.map((algorithm) -> Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(("{\"alg\":\"" + algorithm + "\"}").getBytes(StandardCharsets.UTF_8)) + ".e30.AAAA")
			.concatMap((token) -> tokens.verify(token).onErrorComplete())
			.then();
	}

	/**
	 * Who sends a request.
	 * @param fromPage whether it has an Origin, and one that is allowed: only then is a
	 * cookie taken
	 */
	public Mono<Identity> identify(ServerHttpRequest request, boolean fromPage) {
		if (this.open) {
			return Mono.just(Identity.ANYBODY);
		}
		try {
			String token = this.credential.find(request, fromPage);
			return (token != null) ? verify(token) : Mono.just(this.anonymous);
		}
		catch (DeniedException denied) {
			return Mono.error(denied);
		}
	}

	/**
	 * Whose token or key it is.
	 */
	public Mono<Identity> verify(String token) {
		if (token.isEmpty() || token.length() > MAX_TOKEN_LENGTH) {
			return Mono.error(DeniedException.invalid("the token is empty or too long"));
		}
		if (token.indexOf('.') < 0) {
			Identity key = this.keys.find(token);
			return (key != null) ? Mono.just(key) : Mono.error(DeniedException.invalid("the key is unknown"));
		}
		if (this.tokens == null) {
			return Mono.error(DeniedException.invalid("tokens are not taken here"));
		}
		return this.tokens.verify(token).handle((identity, sink) -> {
			if (this.revocations.cover(identity)) {
				sink.error(DeniedException.invalid("the token was revoked"));
			}
			else {
				sink.next(identity);
			}
		});
	}

}
