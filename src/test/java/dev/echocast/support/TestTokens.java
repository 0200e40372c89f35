package dev.echocast.support;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Makes tokens as a provider would that shares a secret with the service.
 */
public final class TestTokens {

	/** What the services under test have as {@code echocast.access.jwt.secret}. */
	public static final String SECRET = "a-secret-of-tests-that-is-long-enough";

	private TestTokens() {
	}

	/** A token that lasts. */
	public static String of(String user, List<Map<String, ?>> grants) {
		return of(user, grants, Duration.ofHours(1));
	}

	public static String of(String user, List<Map<String, ?>> grants, Duration life) {
		Instant now = Instant.now();
		return sign(new JWTClaimsSet.Builder().subject(user)
			.jwtID(UUID.randomUUID().toString())
			.issueTime(Date.from(now))
			.expirationTime(Date.from(now.plus(life)))
			.claim("grants", grants)
			.build());
	}

	public static String sign(JWTClaimsSet claims) {
		try {
			SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
			token.sign(new MACSigner(SECRET));
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static Map<String, ?> grant(String topics, String... actions) {
		return Map.of("topics", List.of(topics), "allow", List.of(actions));
	}

}
