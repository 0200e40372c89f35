package dev.echocast.access;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.echocast.access.AccessProperties.Jwt;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.core.io.Resource;
import org.springframework.security.converter.RsaKeyConverters;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/**
 * Where tokens come from: the keys they are signed with, and by which algorithms. These
 * come from the configuration alone; a token has no say in it.
 */
record TokenSource(KeySource keys, Set<JWSAlgorithm> algorithms) {

	private static final String SECRET = "echocast.access.jwt.secret";

	private static final String PREVIOUS = "echocast.access.jwt.previous-secret";

	private static final String SPRING = "spring.security.oauth2.resourceserver.jwt.";

	/** RFC 7518, section 3.2: no shorter than the hash. */
	private static final int MIN_SECRET_BYTES = 32;

	/** RFC 7518, section 3.3. */
	private static final int MIN_RSA_BITS = 2048;

	/**
	 * Read what is configured; {@code null} when nothing is.
	 * @param provider makes what asks a provider
	 * @throws MisconfiguredException naming the property that is wrong
	 */
	static @Nullable TokenSource of(Jwt own, OAuth2ResourceServerProperties.Jwt spring, Supplier<Provider> provider) {
		Resource publicKey = spring.getPublicKeyLocation();
		boolean secret = own.secret() != null;
		boolean fetched = spring.getJwkSetUri() != null || spring.getIssuerUri() != null;
		if (!secret && own.previousSecret() != null) {
			throw new MisconfiguredException(PREVIOUS, "is of no use without " + SECRET);
		}
		if ((secret ? 1 : 0) + (fetched ? 1 : 0) + ((publicKey != null) ? 1 : 0) > 1) {
			throw new MisconfiguredException(secret ? SECRET : SPRING + "public-key-location",
					"tokens have one source: there is "
							+ (fetched ? SPRING + "issuer-uri or jwk-set-uri" : SPRING + "public-key-location")
							+ " as well");
		}
		if (own.secret() != null) {
			return new TokenSource(KeySource.of(secrets(own.secret(), own.previousSecret())),
					Set.of(JWSAlgorithm.HS256));
		}
		Set<JWSAlgorithm> algorithms = algorithms(spring.getJwsAlgorithms());
		if (publicKey != null) {
			return new TokenSource(KeySource.of(List.of(new RSAKey.Builder(read(publicKey)).build())), algorithms);
		}
		checkAddress("jwk-set-uri", spring.getJwkSetUri());
		checkAddress("issuer-uri", spring.getIssuerUri());
		return fetched ? new TokenSource(
				new JwkSets(provider.get().jwkSet(spring.getJwkSetUri(), spring.getIssuerUri()), System::nanoTime),
				algorithms) : null;
	}

	/** One that is wrong would refuse everybody, and say so only in the log. */
	private static void checkAddress(String name, @Nullable String address) {
		try {
			if (address == null || (address.matches("(?i)https?://.*") && URI.create(address).getHost() != null)) {
				return;
			}
		}
		catch (IllegalArgumentException malformed) {
			// Told below.
		}
		throw new MisconfiguredException(SPRING + name, "must be an address such as https://login.example.org");
	}

	private static List<JWK> secrets(String secret, @Nullable String previous) {
		List<JWK> keys = new ArrayList<>();
		keys.add(key(SECRET, secret));
		if (previous != null) {
			keys.add(key(PREVIOUS, previous));
		}
		return keys;
	}

	private static JWK key(String property, String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		if (bytes.length < MIN_SECRET_BYTES) {
			throw new MisconfiguredException(property, "must have at least " + MIN_SECRET_BYTES + " bytes");
		}
		return new OctetSequenceKey.Builder(bytes).build();
	}

	private static Set<JWSAlgorithm> algorithms(List<String> names) {
		Set<JWSAlgorithm> algorithms = new LinkedHashSet<>();
		for (String name : names) {
			if (SignatureAlgorithm.from(name) == null) {
				throw new MisconfiguredException(SPRING + "jws-algorithms",
						Printable.of(name) + " is no algorithm with a public key");
			}
			algorithms.add(JWSAlgorithm.parse(name));
		}
		if (algorithms.isEmpty()) {
			throw new MisconfiguredException(SPRING + "jws-algorithms", "names no algorithm");
		}
		return algorithms;
	}

	private static RSAPublicKey read(Resource pem) {
		try {
			RSAPublicKey key = RsaKeyConverters.x509().convert(pem.getInputStream());
			if (key != null && key.getModulus().bitLength() >= MIN_RSA_BITS) {
				return key;
			}
		}
		catch (Exception unreadable) {
			// Told below, without what the file has in it.
		}
		throw new MisconfiguredException(SPRING + "public-key-location",
				"cannot be read as an RSA public key in PEM, of " + MIN_RSA_BITS + " bits at least");
	}

}
