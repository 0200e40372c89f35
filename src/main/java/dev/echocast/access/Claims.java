package dev.echocast.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Interner;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads who somebody is from a token whose signature and times are in order.
 */
final class Claims {

	/** How far the clocks of who issues tokens and of this node may be apart. */
	static final Duration SKEW = Duration.ofSeconds(30);

	private static final MappedJwtClaimSetConverter DEFAULTS = MappedJwtClaimSetConverter.withDefaults(Map.of());

	/** What has a byte for its length elsewhere. */
	private static final int MAX_USER_BYTES = 255;

	private static final int MAX_INFO_BYTES = 1024;

	/** For tokens that have none of their own. */
	private final Grants grants;

	private final Clock clock;

	/** Many users have the same. */
	private final Interner<Grants> interned = Interner.newWeakInterner();

	Claims(Grants grants, Clock clock) {
		this.grants = grants;
		this.clock = clock;
	}

	/**
	 * Convert claims as Spring does, but for a time of issue that the token does not
	 * have: Spring would make one up, and a revocation would be compared with that.
	 */
	static Map<String, Object> convert(Map<String, Object> claims) {
		Map<String, Object> converted = new HashMap<>(DEFAULTS.convert(claims));
		if (claims.get(JwtClaimNames.IAT) == null) {
			converted.remove(JwtClaimNames.IAT);
		}
		return converted;
	}

	/**
	 * Whose it is.
	 * @throws DeniedException when a claim has another shape
	 */
	Identity identity(Jwt token) {
		try {
			String user = user(token.getClaims().get("sub"));
			Grants claimed = GrantReader.claimed(token.getClaims().get("grants"));
			Grants grants = (claimed != null) ? claimed : this.grants.of(user);
			return new Identity(user, null, this.interned.intern(grants), token.getIssuedAt(), expires(token),
					info(token.getClaims().get("info")));
		}
		catch (IllegalArgumentException wrong) {
			throw DeniedException.invalid(String.valueOf(wrong.getMessage()));
		}
	}

	private static String user(@Nullable Object sub) {
		if (!(sub instanceof String user) || user.isEmpty() || user.length() > MAX_USER_BYTES
				|| user.getBytes(StandardCharsets.UTF_8).length > MAX_USER_BYTES
				|| user.chars().anyMatch((it) -> Character.isISOControl(it) || Character.isSurrogate((char) it))) {
			throw new IllegalArgumentException(
					"its claim sub must be a name of 1 to " + MAX_USER_BYTES + " bytes of UTF-8");
		}
		return user;
	}

	/**
	 * One that has just ended is taken while clocks may differ, and ends with that.
	 */
	private @Nullable Instant expires(Jwt token) {
		Instant expires = token.getExpiresAt();
		return (expires != null && !expires.isAfter(this.clock.instant())) ? expires.plus(SKEW) : expires;
	}

	private static @Nullable String info(@Nullable Object info) {
		if (info == null) {
			return null;
		}
		String json = (info instanceof Map<?, ?>) ? JsonMapper.shared().writeValueAsString(info) : "";
		if (json.isEmpty() || json.getBytes(StandardCharsets.UTF_8).length > MAX_INFO_BYTES) {
			throw new IllegalArgumentException("its claim info must be an object of at most 1 KiB");
		}
		return json;
	}

}
