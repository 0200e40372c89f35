package dev.echocast.access;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Somebody may not do what it wants. It has no stack trace, because hostile peers cause
 * it at will, and nothing of a credential.
 */
public final class DeniedException extends RuntimeException {

	private final Reason reason;

	private final String who;

	private final String detail;

	private DeniedException(Reason reason, String who, String detail) {
		super(detail, null, false, false);
		this.reason = reason;
		this.who = who;
		this.detail = detail;
	}

	/**
	 * For who shows no credential, or one that is not valid.
	 */
	static DeniedException invalid(String why) {
		return new DeniedException(Reason.INVALID, "somebody", why);
	}

	/**
	 * When it cannot be found out now whether a token is valid.
	 */
	static DeniedException unavailable() {
		return new DeniedException(Reason.UNAVAILABLE, "somebody", "tokens cannot be verified now");
	}

	/**
	 * For somebody who lacks a grant: nobody is asked for a credential, others are told
	 * that theirs does not suffice.
	 */
	static DeniedException lacks(Identity identity, Permission permission) {
		return identity.isAnonymous()
				? new DeniedException(Reason.UNKNOWN, identity.name(), "a token or a key is needed")
				: new DeniedException(Reason.FORBIDDEN, identity.name(), permission + " is not granted");
	}

	public Reason reason() {
		return this.reason;
	}

	/** The name of who is denied, for a log. */
	public String who() {
		return this.who;
	}

	/** One line for the peer. */
	public String detail() {
		return this.detail;
	}

	/**
	 * Why somebody is denied.
	 */
	public enum Reason {

		/** There is no credential. */
		UNKNOWN("unauthorized", 401, 3000, null),

		/** The credential is not valid. */
		INVALID("unauthorized", 401, 3000, "invalid_token"),

		/** The credential is valid and does not suffice. */
		FORBIDDEN("forbidden", 403, 3003, "insufficient_scope"),

		/** The keys that tokens are signed with cannot be had. */
		UNAVAILABLE("unverified", 503, 1013, null);

		private final String word;

		private final int status;

		private final int closeCode;

		private final @Nullable String error;

		Reason(String word, int status, int closeCode, @Nullable String error) {
			this.word = word;
			this.status = status;
			this.closeCode = closeCode;
			this.error = error;
		}

		/** A constant for meters. */
		public String word() {
			return this.word;
		}

		/** The status of HTTP. */
		public int status() {
			return this.status;
		}

		/** The close code of WebSocket, as registered with IANA. */
		public int closeCode() {
			return this.closeCode;
		}

		/** The header that says what to do. */
		public String header() {
			return (this == UNAVAILABLE) ? HttpHeaders.RETRY_AFTER : HttpHeaders.WWW_AUTHENTICATE;
		}

		/**
		 * The header's value: RFC 6750, section 3, or seconds.
		 */
		public String challenge(String detail) {
			if (this == UNAVAILABLE) {
				return "5";
			}
			return (this.error != null) ? "Bearer error=\"" + this.error + "\", error_description=\"" + detail + "\""
					: "Bearer";
		}

	}

}
