package dev.echocast.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Empties this node when it is stopped: no handshake is accepted any more, sessions and
 * event streams are told to go, evenly over the drain period, and when the last one is
 * gone, or has had the close timeout, the next phase of the shutdown may begin.
 *
 * <p>
 * That is the first phase of all, so that the web server, the management port and
 * whatever delivers messages work until the end of it. Readiness is off by then: the web
 * server's context sees to that before any phase.
 */
final class Drain implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(Drain.class);

	/** Short, so that what is closed at once is little. */
	static final Duration TICK = Duration.ofMillis(50);

	/** The event loops may be late. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	private final DrainProperties properties;

	private final Duration closeTimeout;

	private final SessionLimits admission;

	private final SessionRegistry sessions;

	private final EventStreams streams;

	private final Scheduler scheduler;

	private volatile boolean running;

	private volatile Disposable ticking = Disposables.disposed();

	private volatile boolean draining;

	private long started;

	private long sessionsBefore;

	private long streamsBefore;

	private long cutBefore;

	Drain(DrainProperties properties, Duration closeTimeout, SessionLimits admission, SessionRegistry sessions,
			EventStreams streams, MeterRegistry meters, Scheduler scheduler) {
		this.properties = properties;
		this.closeTimeout = closeTimeout;
		this.admission = admission;
		this.sessions = sessions;
		this.streams = streams;
		this.scheduler = scheduler;
		Gauge.builder("echocast.drain.remaining", this, (drain) -> drain.draining ? drain.remaining() : 0)
			.description("Sessions and event streams that a drain waits for; 0 when there is none")
			.register(meters);
	}

	/**
	 * How long a drain takes at most.
	 */
	Duration limit() {
		return this.properties.period().plus(this.closeTimeout).plus(MARGIN);
	}

	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

	/**
	 * A pause is no end: sessions stay.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	/**
	 * Begin to drain.
	 * @param callback run when nothing is open any more or the limit is reached
	 */
	@Override
	public void stop(Runnable callback) {
		this.admission.drain(this.properties.period());
		this.started = now();
		this.sessionsBefore = this.sessions.remaining();
		this.streamsBefore = this.streams.remaining();
		this.cutBefore = this.sessions.cut();
		this.draining = true;
		logger.info("Drain begins: " + this.sessionsBefore + " sessions and " + this.streamsBefore
				+ " event streams over " + this.properties.period().toMillis() + " ms");
		this.ticking = Flux.interval(Duration.ZERO, TICK, this.scheduler).subscribe((tick) -> tick(tick, callback));
	}

	/**
	 * Nothing is closed by tick 0, since what was published just now is on its way. The
	 * ticks go on after the end: a handshake admitted before the drain may become a
	 * session late.
	 */
	private void tick(long tick, Runnable callback) {
		long slices = Math.max(1, this.properties.period().dividedBy(TICK));
		long left = Math.max(0, slices - tick);
		this.sessions.end((int) (this.sessions.open() - this.sessionsBefore * left / slices));
		this.streams.end((int) (this.streams.open() - this.streamsBefore * left / slices));
		if (this.running && (remaining() == 0 || now() - this.started >= limit().toMillis())) {
			end();
			callback.run();
		}
	}

	private void end() {
		this.running = false;
		long cut = this.sessions.cut() - this.cutBefore + this.sessions.remaining();
		logger.info("Drain ended after " + (now() - this.started) + " ms: " + cut + " sessions did not answer");
	}

	private int remaining() {
		return this.sessions.remaining() + this.streams.remaining();
	}

	private long now() {
		return this.scheduler.now(TimeUnit.MILLISECONDS);
	}

	@Override
	public void destroy() {
		this.ticking.dispose();
	}

}
