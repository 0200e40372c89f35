package dev.echocast.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the connections of one event loop: one timer for all of them, which runs as
 * long as there are any.
 */
final class Keepalive implements Runnable {

	/**
	 * What is looked after.
	 */
	interface Member {

		/**
		 * Called on the event loop, once each tick.
		 * @param now the event loop's time in nanoseconds
		 */
		void check(long now);

		/** Where the keepalive keeps it. */
		int keepaliveIndex();

		void keepaliveIndex(int index);

	}

	private static final long MIN_TICK_MILLIS = 10;

	private static final long MAX_TICK_MILLIS = 1000;

	private static final FastThreadLocal<Keepalive> CURRENT = new FastThreadLocal<>();

	private final EventLoop eventLoop;

	private final long tickMillis;

	private final List<Member> members = new ArrayList<>();

	private @Nullable Future<?> timer;

	private Keepalive(EventLoop eventLoop, long tickMillis) {
		this.eventLoop = eventLoop;
		this.tickMillis = tickMillis;
	}

	/**
	 * How often connections are checked: a fraction of what is to be noticed, but no more
	 * than once a second for common settings.
	 */
	static Duration tick(Duration pingInterval, Duration pongTimeout) {
		long shorter = Math.min(pingInterval.toMillis(), pongTimeout.toMillis());
		return Duration.ofMillis(Math.max(MIN_TICK_MILLIS, Math.min(MAX_TICK_MILLIS, shorter / 5)));
	}

	/**
	 * The one of the event loop, on which this is called.
	 */
	static Keepalive of(EventLoop eventLoop, Duration tick) {
		Keepalive keepalive = CURRENT.get();
		if (keepalive == null || keepalive.eventLoop != eventLoop || keepalive.tickMillis != tick.toMillis()) {
			keepalive = new Keepalive(eventLoop, tick.toMillis());
			CURRENT.set(keepalive);
		}
		return keepalive;
	}

	void add(Member member) {
		member.keepaliveIndex(this.members.size());
		this.members.add(member);
		if (this.timer == null) {
			this.timer = this.eventLoop.scheduleWithFixedDelay(this, this.tickMillis, this.tickMillis,
					TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Remove a member; the last one takes its place.
	 */
	void remove(Member member) {
		Member last = this.members.remove(this.members.size() - 1);
		if (last != member) {
			this.members.set(member.keepaliveIndex(), last);
			last.keepaliveIndex(member.keepaliveIndex());
		}
		if (this.members.isEmpty() && this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	@Override
	public void run() {
		long now = this.eventLoop.ticker().nanoTime();
		// Backwards, because a check may remove the member it is at.
		for (int i = this.members.size() - 1; i >= 0; i--) {
			this.members.get(i).check(now);
		}
	}

}
