package dev.echocast.access;

import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.echocast.access.AccessProperties.GrantProperties;
import dev.echocast.access.AccessProperties.Key;
import dev.echocast.support.Timeouts;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * {@link Access} as the service makes it, with a clock that is set and a provider that
 * says what it is told to.
 */
final class Guard {

	final AtomicReference<Instant> now = new AtomicReference<>(Forge.NOW);

	final AtomicReference<Mono<String>> provider = new AtomicReference<>(Mono
		.just(new JWKSet(new RSAKey.Builder((RSAPublicKey) Forge.RSA.getPublic()).keyID("known").build()).toString()));

	/** What was asked for elsewhere. */
	final Queue<String> asked = new ConcurrentLinkedQueue<>();

	final Revocations revocations = new Revocations(Duration.ofHours(24));

	final Access access;

	private Guard(AccessProperties properties, Consumer<OAuth2ResourceServerProperties.Jwt> spring) {
		OAuth2ResourceServerProperties.Jwt jwt = new OAuth2ResourceServerProperties().getJwt();
		spring.accept(jwt);
		InstantSource instants = this.now::get;
		this.access = AccessConfiguration.create(properties, jwt, this.revocations, instants.withZone(ZoneOffset.UTC),
				() -> WebClient.builder().exchangeFunction((request) -> Mono.defer(() -> {
					this.asked.add(request.url().toString());
					return this.provider.get().map((json) -> ClientResponse.create(HttpStatus.OK).body(json).build());
				})).build());
	}

	static Guard withSecret(String secret, @Nullable String previous) {
		return new Guard(properties(new AccessProperties.Jwt(secret, previous, JOIN_OWN)), (spring) -> {
		});
	}

	static Guard withSecret(Consumer<OAuth2ResourceServerProperties.Jwt> spring) {
		return new Guard(properties(new AccessProperties.Jwt(Forge.SECRET, null, JOIN_OWN)), spring);
	}

	static Guard withSecret() {
		return withSecret(Forge.SECRET, null);
	}

	static Guard withPublicKey(String... algorithms) {
		return new Guard(properties(new AccessProperties.Jwt(null, null, JOIN_OWN)), (spring) -> {
			spring.setPublicKeyLocation(
					new ByteArrayResource(Forge.pem(Forge.RSA.getPublic()).getBytes(StandardCharsets.US_ASCII)));
			spring.setJwsAlgorithms(List.of(algorithms));
		});
	}

	static Guard withProvider(String... algorithms) {
		return withProvider((spring) -> {
		}, algorithms);
	}

	static Guard withProvider(Consumer<OAuth2ResourceServerProperties.Jwt> more, String... algorithms) {
		return new Guard(properties(new AccessProperties.Jwt(null, null, JOIN_OWN)), (spring) -> {
			spring.setJwkSetUri("http://provider.test/keys");
			spring.setJwsAlgorithms(List.of(algorithms));
			more.accept(spring);
		});
	}

	static Guard withKeys(Key... keys) {
		return new Guard(new AccessProperties(List.of(keys), new AccessProperties.Jwt(null, null, List.of()), List.of(),
				null, false, Duration.ofHours(24)), (spring) -> {
				});
	}

	Identity accept(String token) {
		Identity identity = this.access.verify(token).block(Timeouts.SOON);
		if (identity == null) {
			throw new AssertionError("nobody");
		}
		return identity;
	}

	/** Why it is denied; fails when it is not. */
	DeniedException deny(String token) {
		Throwable failure = catchThrowable(() -> this.access.verify(token).block(Timeouts.SOON));
		if (failure instanceof DeniedException denied) {
			return denied;
		}
		throw new AssertionError((failure != null) ? "it fails otherwise" : "it is accepted", failure);
	}

	static void revoke(Revocations revocations, String user, Instant moment) {
		revocations.add(Map.of(user, moment));
	}

	private static final List<GrantProperties> JOIN_OWN = List
		.of(new GrantProperties(List.of("user.${user}"), List.of("join")));

	private static AccessProperties properties(AccessProperties.Jwt jwt) {
		return new AccessProperties(List.of(), jwt, List.of(), null, false, Duration.ofHours(24));
	}

}
