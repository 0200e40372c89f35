package dev.echocast.access;

import java.time.Clock;
import java.time.Duration;

import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/**
 * Makes Spring Security's decoder, which checks signatures, as it is used here.
 */
final class TokenDecoder {

	private TokenDecoder() {
	}

	/**
	 * Create it. Types are checked by {@link TokenValidators}, which knows more of them.
	 */
	static ReactiveJwtDecoder of(TokenSource source, OAuth2ResourceServerProperties.Jwt spring, Duration maxLife,
			Clock clock) {
		NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(source.keys()::keys)
			.jwtProcessorCustomizer((processor) -> processor.setJWSKeySelector(new KeySelector(source.algorithms())))
			.build();
		decoder.setClaimSetConverter(Claims::convert);
		decoder.setJwtValidator(TokenValidators.of(spring.getIssuerUri(), spring.getAudiences(), maxLife, clock));
		return decoder;
	}

}
