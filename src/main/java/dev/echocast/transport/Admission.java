package dev.echocast.transport;

import dev.echocast.access.Identity;
import java.net.InetSocketAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Decides whether one more session may open.
 */
public interface Admission {

	/**
	 * Ask for a place; called for each handshake that is otherwise in order, on any event
	 * loop.
	 */
	Verdict admit(ServerHttpRequest request);

	/**
	 * Ask for a place among those of the same user; called when it is known who the peer
	 * is, on any event loop.
	 * @param place what was given before; given back if this is refused
	 * @return a place whose release gives back both
	 */
	Verdict admit(Admitted place, Identity identity);

	/**
	 * The decision.
	 */
	sealed interface Verdict {

	}

	/**
	 * The session may open.
	 *
	 * @param peer the peer's address, behind a trusted proxy the client's, which has port
	 * 0
	 * @param release gives the place back; run once, when the session has ended or has
	 * not come about
	 */
	record Admitted(@Nullable InetSocketAddress peer, Runnable release) implements Verdict {

	}

	/**
	 * The session may not open now.
	 *
	 * @param status 429 or 503
	 * @param reason a constant for meters
	 * @param detail one line for the peer
	 * @param retryAfter when to try again
	 */
	record Refused(int status, String reason, String detail, Duration retryAfter) implements Verdict {

		/**
		 * The value of {@code Retry-After}.
		 */
		public long retryAfterSeconds() {
			return Math.max(1, this.retryAfter.toSeconds());
		}

	}

}
