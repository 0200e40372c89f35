package dev.echocast.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import dev.echocast.access.Identity;
import dev.echocast.transport.Lease;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A response without an end, which is told once to end: at the latest when the token of
 * whoever asked for it does. Safe for use from any thread.
 */
final class EventStream {

	private final Identity identity;

	private final Clock clock;

	private final Scheduler scheduler;

	private final Instant opened;

	private final Sinks.One<CloseStatus> told = Sinks.one();

	private @Nullable Disposable look;

	private boolean closed;

	/**
	 * Create one that is open.
	 * @param identity who asked for it
	 * @param clock tells when the token ends
	 * @param scheduler has it looked at
	 */
	EventStream(Identity identity, Clock clock, Scheduler scheduler) {
		this.identity = identity;
		this.clock = clock;
		this.scheduler = scheduler;
		this.opened = clock.instant();
		Instant expires = identity.expires();
		if (expires != null) {
			look(expires);
		}
	}

	private void look(Instant expires) {
		Duration next = Lease.nextLook(expires, this.clock);
		if (next.isZero()) {
			end(Lease.EXPIRED);
		}
		else {
			lookAgain(expires, next);
		}
	}

	private synchronized void lookAgain(Instant expires, Duration next) {
		if (!this.closed) {
			this.look = this.scheduler.schedule(() -> look(expires), next.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	Identity identity() {
		return this.identity;
	}

	/**
	 * Emits why it is to end.
	 */
	Mono<CloseStatus> told() {
		return this.told.asMono();
	}

	/**
	 * Tell it to end, unless it was told already.
	 */
	void end(CloseStatus why) {
		this.told.tryEmitValue(why);
	}

	/**
	 * It is gone.
	 * @return how long it was open
	 */
	synchronized Duration close() {
		this.closed = true;
		if (this.look != null) {
			this.look.dispose();
		}
		return Duration.between(this.opened, this.clock.instant());
	}

}
