package dev.echocast.session;

import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import dev.echocast.transport.LocalSession;
import dev.echocast.access.Identity;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.Admission;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import dev.echocast.transport.Initiator;
import dev.echocast.transport.SessionListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class DrainTests {

	private static final Duration PERIOD = Duration.ofSeconds(5);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final SessionRegistry sessions = new SessionRegistry(this.meters, Clock.systemUTC(), 0,
			SessionFixtures.nobody());

	private final SessionLimits admission = new SessionLimits(new LimitsProperties(0, 0, 0, 0, List.of()),
			new MemoryLedger(Long.MAX_VALUE));

	private final EventStreams streams = SessionFixtures.eventStreams(this.meters);

	private final List<Peer> peers = new ArrayList<>();

	private final AtomicBoolean ended = new AtomicBoolean();

	@Test
	void closesEvenlyOverThePeriodAndEndsWithTheLast() {
		open(1000);
		begin(PERIOD);
		for (int second = 1; second < 5; second++) {
			this.time.advanceTimeBy(Duration.ofSeconds(1));
			assertThat(told()).as("told after %d s", second).isBetween(second * 200L - 10, second * 200L + 10);
			assertThat(this.meters.get("echocast.drain.remaining").gauge().value()).isEqualTo(1000 - told());
			assertThat(this.ended).isFalse();
		}
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(told()).isEqualTo(1000);
		assertThat(this.peers).allSatisfy((peer) -> assertThat(peer.status.getCode()).isEqualTo(1001));
		assertThat(this.ended).isTrue();
	}

	@Test
	void refusesHandshakesFromTheBeginning() {
		open(1);
		begin(PERIOD);
		assertThat(this.admission.admit((InetSocketAddress) null)).isInstanceOfSatisfying(Admission.Refused.class,
				(refused) -> {
					assertThat(refused.status()).isEqualTo(503);
					assertThat(refused.reason()).isEqualTo("draining");
					assertThat(refused.retryAfter()).isEqualTo(PERIOD);
				});
	}

	@Test
	void withNothingOpenItIsOverAtOnce() {
		begin(PERIOD);
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.ended).isTrue();
	}

	@Test
	void withoutAPeriodAllGoTogether() {
		open(100);
		begin(Duration.ZERO);
		this.time.advanceTimeBy(Drain.TICK);
		assertThat(told()).isEqualTo(100);
		assertThat(this.ended).isTrue();
	}

	@Test
	void waitsForPeersThatDoNotAnswerUntilTheLimit() {
		open(2);
		this.peers.get(0).answers = false;
		begin(PERIOD);
		this.time.advanceTimeBy(PERIOD.plus(CLOSE_TIMEOUT));
		assertThat(told()).isEqualTo(2);
		assertThat(this.ended).isFalse();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.ended).isTrue();
	}

	@Test
	void aSessionIsClosedBehindWhatIsOnItsWayToIt() {
		open(1);
		Sinks.Empty<Void> delivered = Sinks.empty();
		this.sessions.find("0").orElseThrow().joined("topic", queue(), delivered.asMono());
		begin(Duration.ZERO);
		this.time.advanceTimeBy(Drain.TICK);
		assertThat(told()).isZero();
		delivered.tryEmitEmpty();
		assertThat(told()).isEqualTo(1);
	}

	private static OutboundQueue queue() {
		return new OutboundQueue(new QueueProperties(10, DataSize.ofKilobytes(1), OverflowPolicy.DISCONNECT),
				(messages) -> {
				}, MemoryAccount.UNLIMITED);
	}

	@Test
	void sessionsThatAreBehindComeLast() {
		open(100);
		Peer behind = this.peers.get(0);
		OutboundQueue queue = queue();
		this.sessions.find("0").orElseThrow().joined("topic", queue, Mono.empty());
		EncodedMessage message = EncodedMessage.of(ByteBufAllocator.DEFAULT, true, new byte[1]);
		queue.offer(message);
		message.release();
		begin(PERIOD);
		this.time.advanceTimeBy(PERIOD.minus(Drain.TICK.multipliedBy(2)));
		assertThat(behind.status).isNull();
		this.time.advanceTimeBy(Drain.TICK.multipliedBy(2));
		assertThat(behind.status).isEqualTo(this.peers.get(1).status);
		queue.cancel();
	}

	@Test
	void lateSessionsGoTooEvenAfterTheEnd() {
		begin(PERIOD);
		this.time.advanceTimeBy(PERIOD.multipliedBy(2));
		assertThat(this.ended).isTrue();
		open(1);
		this.time.advanceTimeBy(Drain.TICK);
		assertThat(told()).isEqualTo(1);
	}

	@Test
	void eventStreamsEndEvenlyToo() {
		List<StepVerifier> verifiers = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			verifiers.add(StepVerifier
				.create(this.streams.track(Flux.<String>never().startWith("event"), Identity.ANYBODY, Mono.empty()))
				.expectNext("event")
				.expectErrorSatisfies((end) -> assertThat(end).isInstanceOfSatisfying(CloseException.class,
						(close) -> assertThat(close.status().getCode()).isEqualTo(1001)))
				.verifyLater());
		}
		StepVerifier.create(this.streams.track(Flux.just("ends by itself"), Identity.ANYBODY, Mono.empty()))
			.expectNextCount(1)
			.expectComplete()
			.verify(SOON);
		assertThat(this.streams.remaining()).isEqualTo(10);
		begin(PERIOD);
		this.time.advanceTimeBy(PERIOD.dividedBy(2));
		assertThat(this.streams.remaining()).isBetween(4, 6);
		this.time.advanceTimeBy(PERIOD.dividedBy(2));
		assertThat(this.streams.remaining()).isZero();
		assertThat(this.ended).isTrue();
		verifiers.forEach((verifier) -> verifier.verify(SOON));
		assertThat(this.meters.get("echocast.sessions.active").tag("endpoint", "events").gauge().value()).isZero();
		assertThat(this.meters.get("echocast.sessions.closed")
			.tags("endpoint", "events", "code", "1001")
			.counter()
			.count()).isEqualTo(10);
	}

	private void begin(Duration period) {
		Drain drain = new Drain(new DrainProperties(period), CLOSE_TIMEOUT, this.admission, this.sessions, this.streams,
				this.meters, this.time);
		drain.start();
		assertThat(drain.isRunning()).isTrue();
		drain.stop(() -> this.ended.set(true));
	}

	private void open(int count) {
		for (int i = 0; i < count; i++) {
			this.peers.add(new Peer(Integer.toString(i)));
		}
	}

	private long told() {
		return this.peers.stream().filter((peer) -> peer.status != null).count();
	}

	/** A peer that completes the closing handshake at once, or never. */
	private final class Peer {

		private CloseStatus status;

		private boolean answers = true;

		Peer(String id) {
			LocalSession connection = mock(LocalSession.class, RETURNS_DEEP_STUBS);
			given(connection.lease().identity()).willReturn(Identity.ANYBODY);
			given(connection.getId()).willReturn(id);
			given(connection.getHandshakeInfo()).willReturn(mock(HandshakeInfo.class));
			given(connection.isOpen()).willAnswer((call) -> this.status == null);
			SessionListener listener = DrainTests.this.sessions.opened(connection, "echo");
			given(connection.close(any())).willAnswer((call) -> Mono.fromRunnable(() -> {
				this.status = call.getArgument(0);
				if (this.answers) {
					listener.closed(this.status, Initiator.SERVER);
				}
			}));
		}

	}

}
