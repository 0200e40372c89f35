package dev.echocast.access;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Users who may do everything.
 */
public final class Identities {

	private Identities() {
	}

	public static Identity user(String name, Instant issued) {
		return new Identity(name, null, Grants.ALL, issued, null, null);
	}

	public static Identity expiring(String name, Instant expires) {
		return new Identity(name, null, Grants.ALL, null, expires, null);
	}

	public static Identity showing(String name, @Nullable String info) {
		return new Identity(name, null, Grants.ALL, null, null, info);
	}

}
