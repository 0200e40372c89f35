package dev.echocast.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be made, or ended. It says whether trying again can help.
 */
public final class WebSocketFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final boolean transientFailure;

	private final int code;

	private final @Nullable Duration retryAfter;

	WebSocketFailure(Kind kind, boolean transientFailure, int code, @Nullable Duration retryAfter, String message,
			@Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
		this.transientFailure = transientFailure;
		this.code = code;
		this.retryAfter = retryAfter;
	}

	public Kind kind() {
		return this.kind;
	}

	/**
	 * Whether the same attempt may succeed later. If that was to connect, the client goes
	 * on by itself.
	 */
	public boolean isTransient() {
		return this.transientFailure;
	}

	/**
	 * The HTTP status of {@link Kind#REJECTED}, the close code of {@link Kind#CLOSED},
	 * either of {@link Kind#UNAUTHORIZED} and {@link Kind#FORBIDDEN}, otherwise 0.
	 */
	public int code() {
		return this.code;
	}

	/**
	 * How long the server asked to stay away, if it did.
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	/** What went wrong. */
	public enum Kind {

		/** The name has no address. */
		UNRESOLVED,
		/** No TCP connection: refused, or no route. */
		REFUSED,
		/** The proxy did not let us through. */
		PROXY,
		/** No secure connection, an untrusted certificate in the first place. */
		TLS,
		/** Nothing came in time. */
		TIMEOUT,
		/** The server answered the opening handshake with another status. */
		REJECTED,
		/**
		 * The server does not know who this is (401, or closed with 3000), and did not
		 * take a fresh token either, if there was one.
		 */
		UNAUTHORIZED,
		/** Who this is may not do that (403, or closed with 3003). */
		FORBIDDEN,
		/** The {@link TokenSource} failed or was too slow. */
		NO_TOKEN,
		/** What the server sent is not RFC 6455. */
		PROTOCOL,
		/** The connection ended without a closing handshake. */
		LOST,
		/** No pong: the server is gone without a word. */
		SILENT,
		/** Closed with another code than 1000. */
		CLOSED,
		/** There is no connection, and none is waited for. */
		NOT_CONNECTED,
		/** The topic was too busy to publish: nothing was, and trying again may help. */
		BUSY,
		/** The topic did not answer the server: whether it was published is not known. */
		UNAVAILABLE,
		/** The server declined to publish: nothing was, and trying again is of no use. */
		DECLINED

	}

}
