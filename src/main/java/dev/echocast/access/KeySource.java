package dev.echocast.access;

import java.util.List;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import reactor.core.publisher.Flux;

/**
 * Where the keys are that tokens are signed with.
 */
@FunctionalInterface
interface KeySource {

	/**
	 * The keys that may have signed a token, which says nothing but which of them; fails
	 * when they cannot be had. May be called on an event loop, which it does not block.
	 */
	Flux<JWK> keys(SignedJWT token);

	/**
	 * Keys that never change.
	 */
	static KeySource of(List<JWK> keys) {
		return (token) -> Flux.fromIterable(keys);
	}

}
