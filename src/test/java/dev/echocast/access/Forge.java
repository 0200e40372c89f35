package dev.echocast.access;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.JWK;
import java.util.List;
import java.util.ArrayList;
import java.text.ParseException;
import java.security.interfaces.RSAPublicKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes tokens byte for byte, good ones and such as no library would make.
 */
final class Forge {

	static final String SECRET = "a secret of the tests, long enough for HS512: 0123456789abcdef0123456789abcdef";

	static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	static final KeyPair RSA = rsa();

	private Forge() {
	}

	/** Claims that are in order; each pair replaces or, with null, removes one. */
	static String claims(@Nullable Object... pairs) {
		Map<String, @Nullable Object> claims = new LinkedHashMap<>();
		claims.put("sub", "alice");
		claims.put("iat", NOW.getEpochSecond());
		claims.put("exp", NOW.getEpochSecond() + 600);
		for (int i = 0; i < pairs.length; i += 2) {
			if (pairs[i + 1] != null) {
				claims.put(String.valueOf(pairs[i]), pairs[i + 1]);
			}
			else {
				claims.remove(String.valueOf(pairs[i]));
			}
		}
		return JsonMapper.shared().writeValueAsString(claims);
	}

	/** A token as it should be, but for its claims. */
	static String token(String claims) {
		return hmac("{\"alg\":\"HS256\"}", claims, SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
	}

	static String hmac(String header, String claims, byte[] secret, String algorithm) {
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(secret, algorithm));
			String input = base64(header) + "." + base64(claims);
			return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String signed(String header, String claims, PrivateKey key, String algorithm) {
		try {
			Signature signature = Signature.getInstance(algorithm);
			signature.initSign(key);
			String input = base64(header) + "." + base64(claims);
			signature.update(input.getBytes(StandardCharsets.US_ASCII));
			return input + "." + base64(signature.sign());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String rs256(String header, String claims) {
		return signed(header, claims, RSA.getPrivate(), "SHA256withRSA");
	}

	static String pem(Key publicKey) {
		return "-----BEGIN PUBLIC KEY-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(publicKey.getEncoded())
				+ "\n-----END PUBLIC KEY-----\n";
	}

	static String base64(String text) {
		return base64(text.getBytes(StandardCharsets.UTF_8));
	}

	static String base64(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	static KeyPair rsa() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static SignedJWT naming(@Nullable String named) {
		try {
			return SignedJWT.parse(Forge
				.base64((named != null) ? "{\"alg\":\"RS256\",\"kid\":\"" + named + "\"}" : "{\"alg\":\"RS256\"}")
					+ ".e30.AAAA");
		}
		catch (ParseException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static RSAPublicKey publicKey() {
		return (RSAPublicKey) RSA.getPublic();
	}

	static String set(String... names) {
		List<JWK> keys = new ArrayList<>();
		for (String name : names) {
			keys.add(new RSAKey.Builder(publicKey()).keyID(name).build());
		}
		return new JWKSet(keys).toString();
	}

}
