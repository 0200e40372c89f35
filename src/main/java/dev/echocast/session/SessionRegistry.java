package dev.echocast.session;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

import dev.echocast.access.Revocations;
import dev.echocast.transport.Initiator;
import dev.echocast.transport.Lease;
import dev.echocast.transport.LocalSession;
import dev.echocast.transport.SessionListener;
import dev.echocast.transport.SessionListeners;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * The sessions open on this node. A session is in it from its opening handshake until its
 * connection is gone, in whatever way it went. Safe for use from any thread.
 */
public final class SessionRegistry implements SessionListeners {

	private static final Log logger = LogFactory.getLog(SessionRegistry.class);

	static final CloseStatus GOING_AWAY = CloseStatus.GOING_AWAY.withReason("shutting down: reconnect");

	private final ConcurrentMap<String, Session> sessions = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, EndpointMeters> meters = new ConcurrentHashMap<>();

	private final MeterRegistry meterRegistry;

	private final Clock clock;

	private final int messagesPerSecond;

	private final Revocations revocations;

	private final Timer roundTrips;

	private final Meter.MeterProvider<Counter> rejections;

	private final LongAdder cut = new LongAdder();

	SessionRegistry(MeterRegistry meterRegistry, Clock clock, int messagesPerSecond, Revocations revocations) {
		this.revocations = revocations;
		this.meterRegistry = meterRegistry;
		this.clock = clock;
		this.messagesPerSecond = messagesPerSecond;
		this.roundTrips = Timer.builder("echocast.pings.rtt")
			.description("Round trips of the server's pings")
			.register(meterRegistry);
		this.rejections = Counter.builder("echocast.handshakes.rejected")
			.description("Requests refused before there was a session")
			.withRegistry(meterRegistry);
	}

	@Override
	public SessionListener opened(LocalSession connection, String endpoint) {
		EndpointMeters meters = meters(endpoint);
		Session session = new Session(connection, meters, this, this.clock.instant(),
				new RateLimit(this.messagesPerSecond));
		this.sessions.put(session.id(), session);
		meters.opened();
		if (isRevoked(session)) {
			// Behind the answer to its handshake.
			connection.eventLoop().execute(() -> session.end(Lease.REVOKED));
		}
		if (logger.isDebugEnabled()) {
			SessionDescription description = session.describe();
			logger.debug("Session " + session.id() + " opened: endpoint=" + endpoint + ", remote="
					+ description.remoteAddress());
		}
		return session;
	}

	@Override
	public void rejected(String reason) {
		this.rejections.withTag("reason", reason).increment();
	}

	void answered(long nanos) {
		this.roundTrips.record(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * The meters of an endpoint, which read zero until it is used.
	 */
	EndpointMeters meters(String endpoint) {
		return this.meters.computeIfAbsent(endpoint, (name) -> new EndpointMeters(name, this.meterRegistry));
	}

	/**
	 * What is known of an open session.
	 */
	public Session get(WebSocketSession connection) {
		return find(connection.getId()).orElseThrow();
	}

	/**
	 * Where queues of an endpoint that has no sessions count what they lost.
	 */
	public LongConsumer dropCounter(String endpoint, OverflowPolicy policy) {
		return meters(endpoint).dropped(policy);
	}

	Optional<Session> find(String id) {
		return Optional.ofNullable(this.sessions.get(id));
	}

	Collection<Session> all() {
		return this.sessions.values();
	}

	/**
	 * How many have not been told to go yet.
	 */
	int open() {
		return (int) all().stream().filter(Session::isOpen).count();
	}

	/**
	 * How many are not gone yet.
	 */
	int remaining() {
		return this.sessions.size();
	}

	/**
	 * Close sessions with 1001, each when it has been given what was published until now.
	 * Those for which something is queued come last, for they get it then, unless they
	 * are slow to the end.
	 * @param most how many at most; less than 1 for none
	 */
	void end(int most) {
		Stream<Session> idle = all().stream().filter((session) -> session.isOpen() && !session.isBehind());
		Stream<Session> behind = all().stream().filter((session) -> session.isOpen() && session.isBehind());
		Stream.concat(idle, behind).limit(Math.max(0, most)).forEach((session) -> session.end(GOING_AWAY));
	}

	/**
	 * Close sessions whose tokens were taken back.
	 */
	void endRevoked() {
		all().stream().filter(this::isRevoked).forEach((session) -> session.end(Lease.REVOKED));
	}

	/**
	 * Asked also of one that opens: its token may have been taken back since it was
	 * verified.
	 */
	private boolean isRevoked(Session session) {
		return this.revocations.cover(session.identity());
	}

	/**
	 * How many sessions were cut because their peers never completed the closing
	 * handshake.
	 */
	long cut() {
		return this.cut.sum();
	}

	void wasCut() {
		this.cut.increment();
	}

	void closed(Session session, CloseStatus status, Initiator by) {
		if (!this.sessions.remove(session.id(), session)) {
			return;
		}
		Duration duration = Duration.between(session.opened(), this.clock.instant());
		session.meters().closed(status.getCode(), by, duration);
		if (logger.isDebugEnabled()) {
			SessionDescription it = session.describe();
			logger.debug("Session " + session.id() + " closed: endpoint=" + it.endpoint() + ", remote="
					+ it.remoteAddress() + ", duration=" + duration + ", in=" + it.in().messages() + "/"
					+ it.in().bytes() + " B, out=" + it.out().messages() + "/" + it.out().bytes() + " B, code="
					+ status.getCode() + ", by=" + EndpointMeters.label(by));
		}
	}

}
