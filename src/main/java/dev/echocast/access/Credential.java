package dev.echocast.access;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.StringUtils;

/**
 * Finds the token or key of a request. Nothing but this and {@link Access} sees one.
 */
public final class Credential {

	/** What the query's parameter is called (RFC 6750, section 2.3). */
	public static final String QUERY_PARAMETER = "access_token";

	/**
	 * What carries the query's token from where it is taken out of the URI to here. It is
	 * no header of a peer: those of the name are removed.
	 */
	public static final String QUERY_HEADER = "echocast-query-token";

	private static final String SCHEME = "bearer ";

	/** How a page offers a token, which can set no other header. */
	private static final String SUBPROTOCOL = "bearer.";

	private final @Nullable String cookie;

	private final boolean query;

	Credential(@Nullable String cookie, boolean query) {
		this.cookie = cookie;
		this.query = query;
	}

	/**
	 * The first that is there; {@code null} when none is.
	 * @param fromPage whether the request has an Origin, and one that is allowed
	 * @throws DeniedException when there is something that is none
	 */
	@Nullable String find(ServerHttpRequest request, boolean fromPage) {
		HttpHeaders headers = request.getHeaders();
		String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
		if (authorization != null) {
			if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
				throw DeniedException.invalid("Authorization must be Bearer");
			}
			return authorization.substring(SCHEME.length()).strip();
		}
		for (String line : headers.getOrEmpty("Sec-WebSocket-Protocol")) {
			for (String offered : StringUtils.commaDelimitedListToStringArray(line)) {
				if (offered.strip().startsWith(SUBPROTOCOL)) {
					return offered.strip().substring(SUBPROTOCOL.length());
				}
			}
		}
		HttpCookie cookie = (this.cookie != null && fromPage) ? request.getCookies().getFirst(this.cookie) : null;
		if (cookie != null) {
			return cookie.getValue();
		}
		return this.query ? headers.getFirst(QUERY_HEADER) : null;
	}

}
