package dev.echocast.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import dev.echocast.access.Identities;
import dev.echocast.access.Identity;
import dev.echocast.access.Revocations;
import dev.echocast.transport.CloseException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class EventStreamsTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Clock clock = mock(Clock.class);

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final Revocations revocations = SessionFixtures.nobody();

	private final EventStreams streams = new EventStreams(new EndpointMeters(EventStreams.ENDPOINT, this.meters),
			this.revocations, this.clock, this.time);

	/** How far the clock was set ahead. */
	private Duration ahead = Duration.ZERO;

	EventStreamsTests() {
		given(this.clock.instant()).willAnswer((call) -> now());
	}

	private Instant now() {
		return Instant.ofEpochMilli(this.time.now(TimeUnit.MILLISECONDS)).plus(this.ahead);
	}

	private Flux<String> track(Identity identity) {
		return this.streams.track(Flux.<String>never().startWith("event"), identity, Mono.empty());
	}

	private static Predicate<Throwable> ends(int code, String reason) {
		return (failure) -> ((CloseException) failure).status().equals(new CloseStatus(code, reason));
	}

	@Test
	void aStreamEndsWithItsToken() {
		StepVerifier.create(track(Identities.expiring("ada", now().plus(Duration.ofHours(2)))))
			.expectNext("event")
			.then(() -> this.time.advanceTimeBy(Duration.ofHours(2).minusMillis(1)))
			.then(() -> assertThat(this.streams.remaining()).isEqualTo(1))
			.then(() -> this.time.advanceTimeBy(Duration.ofMillis(1)))
			.expectErrorMatches(ends(3000, "token expired"))
			.verify(SOON);
		assertThat(this.streams.remaining()).isZero();
		assertThat(this.meters.get("echocast.sessions.closed").tag("code", "3000").counter().count()).isEqualTo(1);
	}

	@Test
	void aTokenThatHasEndedEndsAStreamAtOnce() {
		StepVerifier.create(track(Identities.expiring("ada", now())))
			.expectErrorMatches(ends(3000, "token expired"))
			.verify(SOON);
	}

	@Test
	void aClockThatIsSetMeanwhileIsNoticed() {
		StepVerifier.create(track(Identities.expiring("ada", now().plus(Duration.ofHours(2)))))
			.expectNext("event")
			.then(() -> this.ahead = Duration.ofHours(2))
			.then(() -> this.time.advanceTimeBy(Duration.ofMinutes(1)))
			.expectErrorMatches(ends(3000, "token expired"))
			.verify(SOON);
	}

	@Test
	void aStreamThatIsGoneIsNotLookedAt() {
		StepVerifier.create(track(Identities.expiring("ada", now().plusSeconds(60))))
			.expectNext("event")
			.thenCancel()
			.verify(SOON);
		this.time.advanceTimeBy(Duration.ofMinutes(2));
		assertThat(this.time.getScheduledTaskCount()).isEqualTo(1);
		assertThat(this.meters.get("echocast.sessions.closed").counters()).hasSize(1);
	}

	@Test
	void aTokenThatIsTakenBackEndsItsStreamsAlone() {
		StepVerifier other = StepVerifier.create(track(Identities.user("bob", now().minusSeconds(5))))
			.expectNext("event")
			.thenCancel()
			.verifyLater();
		StepVerifier.create(track(Identities.user("ada", now().minusSeconds(5))))
			.expectNext("event")
			.then(this.streams::endRevoked)
			.then(() -> assertThat(this.streams.remaining()).isEqualTo(1))
			.then(() -> this.revocations.add(Map.of("ada", now())))
			.then(this.streams::endRevoked)
			.expectErrorMatches(ends(3000, "token revoked"))
			.verify(SOON);
		other.verify(SOON);
	}

	@Test
	void aTokenThatWasTakenBackSinceItWasVerifiedOpensNoStream() {
		this.revocations.add(Map.of("ada", now()));
		StepVerifier.create(track(Identities.user("ada", now().minusSeconds(5))))
			.expectErrorMatches(ends(3000, "token revoked"))
			.verify(SOON);
	}

	@Test
	void theEndComesBehindWhatIsOnItsWay() {
		Sinks.Empty<Void> delivered = Sinks.empty();
		StepVerifier
			.create(this.streams.track(Flux.<String>never(), Identities.expiring("ada", now().plusSeconds(1)),
					delivered.asMono()))
			.then(() -> this.time.advanceTimeBy(Duration.ofSeconds(2)))
			.then(() -> assertThat(this.streams.remaining()).isEqualTo(1))
			.then(delivered::tryEmitEmpty)
			.expectErrorMatches(ends(3000, "token expired"))
			.verify(SOON);
	}

}
