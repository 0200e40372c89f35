package dev.echocast.client;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where an attempt goes, and whether that is still the origin the user named.
 */
record Redirect(URI uri, boolean trusted, int hops) {

	/** As many as browsers of old: a loop ends soon. */
	private static final int MAX_HOPS = 5;

	private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

	static Redirect start(URI uri) {
		return new Redirect(uri, true, 0);
	}

	static boolean isRedirect(int status) {
		return STATUSES.contains(status);
	}

	/**
	 * @throws WebSocketFailure if there is nowhere to go, or only in clear after a secure
	 * connection
	 */
	Redirect to(int status, @Nullable String location) {
		if (location == null || this.hops == MAX_HOPS) {
			throw Failures.rejected(status, null, (location == null) ? "without a Location" : "too many redirects");
		}
		URI next = webSocket(status, location);
		if (isSecure(this.uri) && !isSecure(next)) {
			throw Failures.rejected(status, null, "a redirect to an unencrypted address");
		}
		return new Redirect(next, this.trusted && origin(next).equals(origin(this.uri)), this.hops + 1);
	}

	private URI webSocket(int status, String location) {
		try {
			URI next = this.uri.resolve(location);
			String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
			URI result = scheme.startsWith("http") ? URI.create("ws" + next.toString().substring(4)) : next;
			return ClientOptions.builder(result).build().uri();
		}
		catch (IllegalArgumentException ex) {
			throw Failures.rejected(status, null, "a redirect to something else than a WebSocket address");
		}
	}

	static boolean isSecure(URI uri) {
		return "wss".equalsIgnoreCase(uri.getScheme());
	}

	static int port(URI uri) {
		return (uri.getPort() != -1) ? uri.getPort() : isSecure(uri) ? 443 : 80;
	}

	private static String origin(URI uri) {
		return isSecure(uri) + "|" + uri.getHost().toLowerCase(Locale.ROOT) + "|" + port(uri);
	}

}
