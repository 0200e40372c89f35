package dev.echocast.client;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What Netty's own exceptions mean; {@link Failures} knows the rest.
 */
final class NettyFailures {

	/** How Netty begins: protocol, authentication, proxy and destination. */
	private static final String PROXY_PREFIX = "^.* => [^,]*, ";

	private NettyFailures() {
	}

	static WebSocketFailure classify(Throwable error) {
		for (Throwable t = error; t != null && !(t instanceof WebSocketFailure); t = t.getCause()) {
			WebSocketFailure known = known(t);
			if (known != null) {
				return known;
			}
		}
		return Failures.classify(error);
	}

	private static @Nullable WebSocketFailure known(Throwable t) {
		if (t instanceof ProxyConnectException) {
			return Failures.proxy(Failures.describe(t).replaceFirst(PROXY_PREFIX, ""), t);
		}
		if (t instanceof ConnectTimeoutException || t instanceof SslHandshakeTimeoutException) {
			return Failures.timeout(Failures.describe(t));
		}
		// TLS to a port that speaks something else.
		return (t instanceof NotSslRecordException) ? Failures.tls(Failures.describe(t), t) : null;
	}

}
