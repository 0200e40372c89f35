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

	static final CloseStatus EXPIRED = new CloseStatus(3000, "token expired");

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
		Duration left = Duration.between(this.clock.instant(), expires);
		if (left.isNegative() || left.isZero()) {
			this.close.accept(EXPIRED);
			return;
		}
		Duration next = (left.compareTo(LOOK) < 0) ? left : LOOK;
		this.end = this.eventLoop.schedule(this::schedule, next.toNanos(), TimeUnit.NANOSECONDS);
	}

}
