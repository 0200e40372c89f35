package dev.echocast.transport;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Which pages may connect (RFC 6455, section 10.2) or change something over HTTP: those
 * of the host itself and those allowed. A peer without an Origin is no browser and is not
 * concerned.
 */
final class OriginPolicy {

	private final boolean any;

	private final Set<String> allowed;

	OriginPolicy(List<String> allowed) {
		this.any = allowed.contains("*");
		this.allowed = allowed.stream().map(OriginPolicy::normalize).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Check the values of {@code Origin} against the URI that was requested.
	 */
	boolean allows(List<String> origins, URI requested) {
		if (origins.isEmpty() || this.any) {
			return true;
		}
		if (origins.size() > 1) {
			return false;
		}
		String origin = normalize(origins.get(0));
		return this.allowed.contains(origin) || isSameHost(origin, requested);
	}

	/**
	 * Whether a request comes from a page that is trusted with its reader's cookies: of
	 * this host, or listed by name. That any page may come makes none of them trusted.
	 */
	boolean isTrustedPage(ServerHttpRequest request) {
		List<String> origins = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
		if (origins.size() != 1) {
			return false;
		}
		String origin = normalize(origins.get(0));
		return this.allowed.contains(origin) || isSameHost(origin, request.getURI());
	}

	/**
	 * Whether the value of {@code Origin} is one of those listed, so that its pages may
	 * read answers, too.
	 */
	boolean lists(List<String> origins) {
		return origins.size() == 1 && (this.any || this.allowed.contains(normalize(origins.get(0))));
	}

	/** Whether answers differ by {@code Origin}. */
	boolean listsSome() {
		return !this.allowed.isEmpty();
	}

	boolean allowsAny() {
		return this.any;
	}

	/**
	 * A page of this host: the authority decides, because behind a proxy that ends TLS
	 * the scheme seen here is not the page's.
	 */
	private static boolean isSameHost(String origin, URI requested) {
		int authority = origin.indexOf("://");
		if (authority < 0 || requested.getHost() == null) {
			return false;
		}
		String page = origin.substring(authority + 3);
		String host = requested.getHost().toLowerCase(Locale.ROOT);
		int port = requested.getPort();
		return page.equals((port < 0 || port == 80 || port == 443) ? host : host + ":" + port);
	}

	/**
	 * Lower case, without the scheme's own port.
	 */
	private static String normalize(String origin) {
		String lower = origin.strip().toLowerCase(Locale.ROOT);
		if (lower.startsWith("http://") && lower.endsWith(":80")) {
			return lower.substring(0, lower.length() - 3);
		}
		if (lower.startsWith("https://") && lower.endsWith(":443")) {
			return lower.substring(0, lower.length() - 4);
		}
		return lower;
	}

}
