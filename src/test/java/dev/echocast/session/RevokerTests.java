package dev.echocast.session;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import dev.echocast.access.Identities;
import dev.echocast.access.Identity;
import dev.echocast.access.RevocationFeed;
import dev.echocast.access.Revocations;
import dev.echocast.transport.Lease;
import dev.echocast.transport.LocalSession;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

class RevokerTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

	private final Revocations revocations = SessionFixtures.nobody();

	private final SessionRegistry sessions = new SessionRegistry(new SimpleMeterRegistry(), this.clock, 0,
			this.revocations);

	private final List<String> told = new ArrayList<>();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	/** What was closed, and how. */
	private final List<String> closed = new ArrayList<>();

	private Mono<Void> others = Mono.empty();

	private final RevocationFeed feed = (user) -> Mono.defer(() -> {
		this.told.add(user);
		return this.others;
	});

	private final Revoker revoker = new Revoker(this.revocations, this.feed, this.sessions,
			SessionFixtures.eventStreams(), this.clock);

	private void open(String id, Identity identity) {
		LocalSession connection = mock(LocalSession.class, RETURNS_DEEP_STUBS);
		given(connection.getId()).willReturn(id);
		given(connection.isOpen()).willReturn(true);
		given(connection.eventLoop()).willReturn(this.tasks::add);
		given(connection.lease().identity()).willReturn(identity);
		given(connection.close(any())).willAnswer((call) -> Mono.fromRunnable(() -> {
			CloseStatus status = call.getArgument(0);
			this.closed.add(id + " " + status.getCode() + " " + status.getReason());
		}));
		this.sessions.opened(connection, "echo");
	}

	private static Identity issued(String user, int secondsAgo) {
		return Identities.user(user, NOW.minusSeconds(secondsAgo));
	}

	@Test
	void aUsersSessionsAreClosedAndNobodyElses() {
		open("1", issued("ada", 60));
		open("2", issued("bob", 60));
		open("3", Identity.ANYBODY);
		open("4", issued("ada", 1));
		open("5", issued("ada", -1));
		StepVerifier.create(this.revoker.revoke("ada")).expectComplete().verify(SOON);
		assertThat(this.closed).containsExactlyInAnyOrder("1 3000 token revoked", "4 3000 token revoked");
		assertThat(this.told).containsExactly("ada");
	}

	@Test
	void whatIsOpenHereIsClosedAlsoWhenOthersCannotBeTold() {
		open("1", issued("ada", 60));
		this.others = Mono.error(new IllegalStateException("away"));
		StepVerifier.create(this.revoker.revoke("ada")).expectError().verify(SOON);
		assertThat(this.closed).hasSize(1);
		StepVerifier.create(new SessionsEndpoint(this.sessions, this.revoker).revoke("ada")).assertNext((answer) -> {
			assertThat(answer.getStatus()).isEqualTo(503);
			assertThat(answer.getBody().toString()).contains("repeat it");
		}).expectComplete().verify(SOON);
		assertThat(this.told).hasSize(2);
	}

	@Test
	void aSessionThatOpensWithATokenTakenBackMeanwhileIsClosedBehindItsHandshake() {
		StepVerifier.create(this.revoker.revoke("ada")).expectComplete().verify(SOON);
		open("late", issued("ada", 60));
		open("new", issued("ada", -1));
		assertThat(this.closed).isEmpty();
		this.tasks.forEach(Runnable::run);
		assertThat(this.closed).containsExactly("late " + Lease.REVOKED.getCode() + " token revoked");
	}

}
