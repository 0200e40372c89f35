package dev.echocast.transport;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

import dev.echocast.access.Credential;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Takes a token out of the query before anybody can log, list or trace it.
 */
final class QueryToken {

	private QueryToken() {
	}

	/**
	 * Move it into a header that nobody else can set.
	 */
	static void hide(HttpRequest request) {
		request.headers().remove(Credential.QUERY_HEADER);
		String uri = request.uri();
		int query = uri.indexOf('?');
		// Any letter of the name may be escaped.
		if (query < 0 || !(uri.indexOf('%', query) > 0 || uri.indexOf(Credential.QUERY_PARAMETER, query) > 0)) {
			return;
		}
		StringJoiner others = new StringJoiner("&", "?", "").setEmptyValue("");
		String token = null;
		for (String parameter : uri.substring(query + 1).split("&", -1)) {
			String[] assignment = parameter.split("=", 2);
			if (!decode(assignment[0]).equals(Credential.QUERY_PARAMETER)) {
				others.add(parameter);
			}
			else if (token == null) {
				token = (assignment.length > 1) ? decode(assignment[1]) : "";
			}
		}
		if (token != null) {
			request.setUri(uri.substring(0, query) + others);
			carry(request, token);
		}
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException malformed) {
			return text;
		}
	}

	/** Nothing else than a token or a key gets there. */
	private static void carry(HttpRequest request, String token) {
		if (token.matches("[A-Za-z0-9._~+/=-]+")) {
			request.headers().set(Credential.QUERY_HEADER, token);
		}
	}

}
