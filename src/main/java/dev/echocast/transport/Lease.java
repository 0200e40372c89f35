package dev.echocast.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.echocast.access.Identity;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Who the peer of a session is, which lasts as long as its token: the session is closed
 * with 3000 then, unless the peer has shown another one. May be read from any thread;
 * changed on the event loop.
 */
public final class Lease {

	/** What ends with its token is closed so. */
	public static final CloseStatus EXPIRED = new CloseStatus(3000, "token expired");

	/** What ends because its token was taken back is closed so. */
	public static final CloseStatus REVOKED = new CloseStatus(3000, "token revoked");

	/** A clock that is set meanwhile is noticed after so long. */
	private static final Duration LOOK = Duration.ofMinutes(1);

	private final EventLoop eventLoop;

	private final Clock clock;

	private final Consumer<CloseStatus> close;

	private volatile Identity identity;

	private @Nullable Future<?> end;

	/**
	 * Create it for a session that begins.
	 * @param close ends the session; called on the event loop
	 */
	Lease(Identity identity, EventLoop eventLoop, Clock clock, Consumer<CloseStatus> close) {
		this.identity = identity;
		this.eventLoop = eventLoop;
		this.clock = clock;
		this.close = close;
		schedule();
	}

	/**
	 * After how long to look whether a token has ended; zero when it has.
	 */
	public static Duration nextLook(Instant expires, Clock clock) {
		Duration left = Duration.between(clock.instant(), expires);
		return left.isNegative() ? Duration.ZERO : (left.compareTo(LOOK) < 0) ? left : LOOK;
	}

	public Identity identity() {
		return this.identity;
	}

	/**
	 * The peer has shown another token; on the event loop.
	 */
	public void renew(Identity identity) {
		this.identity = identity;
		schedule();
	}

	/**
	 * The session is over; on the event loop.
	 */
	void end() {
		if (this.end != null) {
			this.end.cancel(false);
			this.end = null;
		}
	}

	private void schedule() {
		end();
		Instant expires = this.identity.expires();
		if (expires == null) {
			return;
		}
		Duration next = nextLook(expires, this.clock);
		if (next.isZero()) {
			this.close.accept(EXPIRED);
			return;
		}
		this.end = this.eventLoop.schedule(this::schedule, next.toNanos(), TimeUnit.NANOSECONDS);
	}

}
