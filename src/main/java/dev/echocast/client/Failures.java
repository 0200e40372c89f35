package dev.echocast.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import dev.echocast.client.WebSocketFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The one place that tells transient from final. Final is what will be the same next
 * time: a request the server does not want, a protocol it does not speak, a certificate
 * nobody trusts.
 */
final class Failures {

	/** Request Timeout, Too Early, Too Many Requests: the 4xx that ask to come again. */
	private static final Set<Integer> TRANSIENT_4XX = Set.of(408, 425, 429);

	/** The codes by which a server says that this client will never do. */
	private static final Set<Integer> FINAL_CLOSES = Set.of(1002, 1003, 1007, 1008, 1009, 1010, 3000, 3003);

	/**
	 * By which a server says the same as we would: that the other has not been heard of.
	 */
	private static final CloseStatus NO_PONG = new CloseStatus(1008, "no pong");

	private Failures() {
	}

	static WebSocketFailure rejected(int status, @Nullable Duration retryAfter, String why) {
		Kind kind = switch (status) {
			case 401 -> Kind.UNAUTHORIZED;
			case 403 -> Kind.FORBIDDEN;
			default -> Kind.REJECTED;
		};
		boolean again = (status >= 500) ? status != 501 && status != 505 : TRANSIENT_4XX.contains(status);
		String message = "the server answered " + status + (why.isEmpty() ? "" : ": " + why);
		return new WebSocketFailure(kind, again, status, retryAfter, message, null);
	}

	static WebSocketFailure protocol(String message) {
		return new WebSocketFailure(Kind.PROTOCOL, false, 0, null, message, null);
	}

	/** TLS that will be no better next time. */
	static WebSocketFailure tls(String message, Throwable cause) {
		return new WebSocketFailure(Kind.TLS, false, 0, null, message, cause);
	}

	static WebSocketFailure timeout(String message) {
		return new WebSocketFailure(Kind.TIMEOUT, true, 0, null, message, null);
	}

	static WebSocketFailure silent(Duration deadline) {
		String message = "no pong within " + deadline.toMillis() + " ms";
		return new WebSocketFailure(Kind.SILENT, true, 0, null, message, null);
	}

	static WebSocketFailure lost(String message) {
		return new WebSocketFailure(Kind.LOST, true, 0, null, message, null);
	}

	static WebSocketFailure notConnected(String message) {
		return new WebSocketFailure(Kind.NOT_CONNECTED, false, 0, null, message, null);
	}

	static WebSocketFailure closed(CloseStatus status) {
		if (status.code() == CloseStatus.ABNORMAL.code()) {
			return lost("the connection ended without a closing handshake");
		}
		Kind kind = switch (status.code()) {
			case 3000 -> Kind.UNAUTHORIZED;
			case 3003 -> Kind.FORBIDDEN;
			default -> Kind.CLOSED;
		};
		boolean again = status.equals(NO_PONG) || !FINAL_CLOSES.contains(status.code());
		return new WebSocketFailure(kind, again, status.code(), null, "closed with " + status, null);
	}

	/** The codes of {@code error} in {@code echocast.v1.json}, of a publication. */
	static WebSocketFailure unpublished(String code, String why) {
		Kind kind = switch (code) {
			case "busy" -> Kind.BUSY;
			case "unavailable" -> Kind.UNAVAILABLE;
			default -> Kind.DECLINED;
		};
		return new WebSocketFailure(kind, kind != Kind.DECLINED, 0, null, "not acknowledged: " + code + ": " + why,
				null);
	}

	static WebSocketFailure tokenTooSlow(Duration timeout) {
		return noToken(new NoTokenException("none within " + timeout.toMillis() + " ms", true));
	}

	/**
	 * The cause is left out, and of most the message: a program's own errors may repeat
	 * what they are about, and a stack trace in a log repeats all of it.
	 */
	static WebSocketFailure noToken(Throwable error) {
		if (error instanceof WebSocketFailure failure && failure.kind() == Kind.NO_TOKEN) {
			return failure;
		}
		boolean again = !(error instanceof NoTokenException known) || known.isTransient();
		String why = (error instanceof NoTokenException) ? describe(error) : error.getClass().getSimpleName();
		return new WebSocketFailure(Kind.NO_TOKEN, again, 0, null, "no token: " + why, null);
	}

	static WebSocketFailure proxy(String message, Throwable cause) {
		return new WebSocketFailure(Kind.PROXY, true, 0, null, message, cause);
	}

	/**
	 * Looks through the causes, as the libraries below wrap what the system said.
	 */
	static WebSocketFailure classify(Throwable error) {
		for (Throwable t = error; t != null; t = t.getCause()) {
			if (t instanceof WebSocketFailure failure) {
				return failure;
			}
			Kind kind = kindOf(t);
			if (kind != null) {
				return new WebSocketFailure(kind, kind != Kind.TLS || !isAboutTrust(error), 0, null, describe(t),
						error);
			}
		}
		return new WebSocketFailure(Kind.PROTOCOL, false, 0, null, describe(error), error);
	}

	private static @Nullable Kind kindOf(Throwable t) {
		if (t instanceof TimeoutException || t instanceof SocketTimeoutException) {
			return Kind.TIMEOUT;
		}
		if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException) {
			return Kind.UNRESOLVED;
		}
		if (t instanceof ConnectException || t instanceof NoRouteToHostException) {
			return Kind.REFUSED;
		}
		if (t instanceof SSLException || t instanceof GeneralSecurityException) {
			return Kind.TLS;
		}
		return (t instanceof IOException) ? Kind.LOST : null;
	}

	/**
	 * A connection that breaks during the TLS handshake may do better next time; what
	 * either side found wrong with the other will not.
	 */
	private static boolean isAboutTrust(Throwable error) {
		for (Throwable t = error; t != null; t = t.getCause()) {
			if (t instanceof GeneralSecurityException || t instanceof SSLHandshakeException) {
				return true;
			}
		}
		return false;
	}

	static String describe(Throwable t) {
		String message = t.getMessage();
		return (message != null && !message.isBlank()) ? message.lines().findFirst().orElse("")
				: t.getClass().getSimpleName();
	}

}
