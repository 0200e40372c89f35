package dev.echocast.transport;

import java.util.StringJoiner;

import dev.echocast.access.Credential;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Takes a token out of the query before anybody can log, list or trace it.
 */
final class QueryToken {

	private static final String ASSIGNMENT = Credential.QUERY_PARAMETER + "=";

	private QueryToken() {
	}

	/**
	 * Move it into a header that nobody else can set.
	 */
	static void hide(HttpRequest request) {
		request.headers().remove(Credential.QUERY_HEADER);
		String uri = request.uri();
		int query = uri.indexOf('?');
		if (query < 0 || uri.indexOf(ASSIGNMENT, query) < 0) {
			return;
		}
		StringJoiner others = new StringJoiner("&", "?", "").setEmptyValue("");
		String token = null;
		for (String parameter : uri.substring(query + 1).split("&", -1)) {
			if (parameter.startsWith(ASSIGNMENT)) {
				token = (token != null) ? token : parameter.substring(ASSIGNMENT.length());
			}
			else {
				others.add(parameter);
			}
		}
		if (token != null) {
			request.setUri(uri.substring(0, query) + others);
			carry(request, token);
		}
	}

	/** A token and a key have nothing that a query must escape. */
	private static void carry(HttpRequest request, @Nullable String token) {
		if (token != null && token.matches("[A-Za-z0-9._~+/=-]+")) {
			request.headers().set(Credential.QUERY_HEADER, token);
		}
	}

}
