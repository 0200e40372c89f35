package dev.echocast.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;

/**
 * What a token's claims must say before anybody reads who it is for.
 */
final class TokenValidators {

	/** RFC 7519 and RFC 9068. A token for something else has another type. */
	private static final String[] TYPES = { "JWT", "at+jwt", "application/at+jwt" };

	private TokenValidators() {
	}

	/**
	 * Create them.
	 * @param issuer who must have issued it; {@code null} for anybody who has the key
	 * @param audiences one of which it must be for; empty for any
	 */
	static OAuth2TokenValidator<Jwt> of(@Nullable String issuer, List<String> audiences, Duration maxLife,
			Clock clock) {
		List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
		JwtTypeValidator type = new JwtTypeValidator(TYPES);
		type.setAllowEmpty(true);
		validators.add(type);
		JwtTimestampValidator times = new JwtTimestampValidator(Claims.SKEW);
		times.setAllowEmptyExpiryClaim(false);
		times.setClock(clock);
		validators.add(times);
		validators.add((token) -> life(token, maxLife, clock));
		if (issuer != null) {
			validators.add(new JwtIssuerValidator(issuer));
		}
		if (!audiences.isEmpty()) {
			validators.add(new JwtClaimValidator<List<String>>(JwtClaimNames.AUD,
					(audience) -> audience != null && !Collections.disjoint(audience, audiences)));
		}
		return new DelegatingOAuth2TokenValidator<>(validators);
	}

	/**
	 * A revocation is remembered for so long and compares when tokens were issued.
	 */
	private static OAuth2TokenValidatorResult life(Jwt token, Duration maxLife, Clock clock) {
		Instant now = clock.instant();
		Instant expires = token.getExpiresAt();
		Instant issued = token.getIssuedAt();
		Instant begin = (issued != null && issued.isBefore(now)) ? issued : now;
		if (expires != null && expires.isAfter(begin.plus(maxLife).plus(Claims.SKEW))) {
			return failure("the token lives longer than is allowed");
		}
		return (issued != null && issued.isAfter(now.plus(Claims.SKEW))) ? failure("the token is of the future")
				: OAuth2TokenValidatorResult.success();
	}

	private static OAuth2TokenValidatorResult failure(String description) {
		return OAuth2TokenValidatorResult.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, description, null));
	}

}
