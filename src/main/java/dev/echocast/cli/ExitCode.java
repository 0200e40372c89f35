package dev.echocast.cli;

import dev.echocast.client.WebSocketFailure;

/**
 * What a script learns from the end of a command.
 */
final class ExitCode {

	static final int OK = 0;

	/** Something else, a file that cannot be read for example. */
	static final int FAILED = 1;

	/** The command line is wrong. */
	static final int USAGE = 2;

	/** No connection: refused, unresolved, or the proxy did not agree. */
	static final int REFUSED = 3;

	static final int TLS = 4;

	/** The server answered the opening handshake with an HTTP error. */
	static final int REJECTED = 5;

	/** One of the two broke RFC 6455. */
	static final int PROTOCOL = 6;

	/** Too slow: to connect, to answer a ping, or to send what was waited for. */
	static final int TIMEOUT = 7;

	/**
	 * The connection ended early: lost, or closed with another code than 1000 and 1001.
	 * No code at all (1005) is no error, either.
	 */
	static final int CLOSED = 8;

	/**
	 * The server does not know who this is, or that may not be done: 401 and 403, closed
	 * with 3000 or 3003.
	 */
	static final int DENIED = 9;

	private ExitCode() {
	}

	static int of(WebSocketFailure failure) {
		return switch (failure.kind()) {
			case REFUSED, UNRESOLVED, PROXY -> REFUSED;
			case TLS -> TLS;
			case REJECTED -> REJECTED;
			case UNAUTHORIZED, FORBIDDEN -> DENIED;
			case PROTOCOL -> PROTOCOL;
			case TIMEOUT, SILENT -> TIMEOUT;
			case CLOSED -> switch (failure.code()) {
				case 1001, 1005 -> OK;
				case 1002, 1003, 1007 -> PROTOCOL;
				default -> CLOSED;
			};
			case LOST, NOT_CONNECTED -> CLOSED;
			case NO_TOKEN, BUSY, UNAVAILABLE, DECLINED -> FAILED;
		};
	}

}
