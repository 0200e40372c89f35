package dev.echocast.access;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * API keys by their hashes. Who knows a hash does not know the key, and to look a hash up
 * tells by its time nothing of use.
 */
final class ApiKeys {

	private static final String PROPERTY = "echocast.access.keys";

	private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

	/** It stands in logs and listings. */
	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

	private final Map<String, Identity> identities = new HashMap<>();

	/**
	 * Read what is configured.
	 * @throws MisconfiguredException naming the property that is wrong
	 */
	ApiKeys(List<AccessProperties.Key> keys) {
		for (int i = 0; i < keys.size(); i++) {
			add(PROPERTY + "[" + i + "]", keys.get(i));
		}
	}

	private void add(String property, AccessProperties.Key key) {
		if (key.name() == null || !NAME.matcher(key.name()).matches()) {
			throw new MisconfiguredException(property + ".name", "must have the form " + NAME);
		}
		if (this.identities.values().stream().anyMatch((known) -> key.name().equals(known.key()))) {
			throw new MisconfiguredException(property + ".name", "is there already");
		}
		if (key.sha256().isEmpty()) {
			throw new MisconfiguredException(property + ".sha256", "has no hash; client key makes a key and its hash");
		}
		Identity identity = Identity.ofKey(key.name(),
				GrantReader.configured(property + ".grants", key.grants()).ofNoUser());
		for (int i = 0; i < key.sha256().size(); i++) {
			String hash = key.sha256().get(i);
			String where = property + ".sha256[" + i + "]";
			if (!HASH.matcher(hash).matches()) {
				throw new MisconfiguredException(where, "must be 64 hexadecimal digits");
			}
			if (this.identities.put(hash.toLowerCase(Locale.ROOT), identity) != null) {
				throw new MisconfiguredException(where, "is there already");
			}
		}
	}

	boolean isEmpty() {
		return this.identities.isEmpty();
	}

	/**
	 * Whose key it is; {@code null} when it is nobody's.
	 */
	@Nullable Identity find(String key) {
		return this.identities.get(HexFormat.of().formatHex(Sha256.of(key.getBytes(StandardCharsets.UTF_8))));
	}

}
