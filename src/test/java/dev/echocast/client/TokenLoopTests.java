package dev.echocast.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.client.ClientEvent.Closed;
import dev.echocast.client.ClientEvent.Initiator;
import dev.echocast.client.ClientEvent.Retrying;
import dev.echocast.client.WebSocketFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client does when its token is not taken, or there is none, in virtual time.
 */
class TokenLoopTests extends ConnectionLoopFixture {

	private static final CloseStatus UNAUTHORIZED = new CloseStatus(3000, "token expired");

	private final List<ClientEvent> events = new ArrayList<>();

	private int asked;

	private int abandoned;

	private WebSocketFailure end;

	@Test
	void theSourceIsAskedBeforeEachAttempt() {
		fail(Failures.lost("gone"));
		this.attempts.add(Mono.just(FakeLink.quick()));
		run(this::next);
		assertThat(this.tokens).containsExactly("t1");
		pass(1000);
		assertThat(this.tokens).containsExactly("t1", "t2");
	}

	@Test
	void withoutATokenTheAttemptIsMadeWithoutOne() {
		this.attempts.add(Mono.just(FakeLink.quick()));
		run(Mono::empty);
		assertThat(this.tokens).containsExactly("");
	}

	@Test
	void aServerThatAnswers401ForEverIsAskedTwice() {
		fail(Failures.rejected(401, null, ""), Failures.rejected(401, null, ""), Failures.rejected(401, null, ""));
		run(this::next);
		pass(3_600_000);
		assertThat(this.tokens).containsExactly("t1", "t2");
		assertThat(this.end.kind()).isEqualTo(Kind.UNAUTHORIZED);
		assertThat(this.end.code()).isEqualTo(401);
		assertThat(this.end.isTransient()).isFalse();
		assertThat(delay(this.events.get(1))).isZero();
		assertThat(this.events).filteredOn(Retrying.class::isInstance).hasSize(1);
	}

	@Test
	void aServerThatClosesBehindTheHandshakeForEverIsAskedTwice() {
		connections(3);
		run(this::next);
		close(UNAUTHORIZED);
		close(UNAUTHORIZED);
		assertThat(this.tokens).containsExactly("t1", "t2");
		assertThat(this.end).hasMessage("closed with 3000 (Unauthorized): token expired");
		assertThat(this.end.kind()).isEqualTo(Kind.UNAUTHORIZED);
	}

	@Test
	void aFreshTokenThatIsTakenGoesOn() {
		fail(Failures.rejected(401, null, ""));
		connections(1);
		run(this::next);
		assertThat(this.tokens).containsExactly("t1", "t2");
		assertThat(this.events).endsWith(FakeLink.OPENED);
		assertThat(this.end).isNull();
	}

	@Test
	void aServerThatLetsInAndThrowsOutIsNotAskedInACircle() {
		connections(4);
		run(this::next);
		throwOut();
		assertThat(this.tokens).hasSize(2);
		throwOut();
		assertThat(this.tokens).hasSize(2);
		pass(2000);
		assertThat(this.tokens).hasSize(3);
		throwOut();
		pass(3999);
		assertThat(this.tokens).hasSize(3);
		pass(1);
		assertThat(this.tokens).hasSize(4);
	}

	@Test
	void aTokenThatExpiresOnceInAWhileIsReplacedAtOnceEachTime() {
		connections(10);
		run(this::next);
		for (int i = 1; i < 10; i++) {
			pass(30_000);
			close(UNAUTHORIZED);
			assertThat(this.tokens).hasSize(i + 1);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 403, 404 })
	void otherRefusalsAreFinalAtOnce(int status) {
		fail(Failures.rejected(status, null, ""));
		run(this::next);
		assertThat(this.tokens).containsExactly("t1");
		assertThat(this.end.code()).isEqualTo(status);
	}

	@Test
	void whatIsForbiddenIsFinalAtOnce() {
		connections(1);
		run(this::next);
		close(new CloseStatus(3003, "no grant"));
		assertThat(this.tokens).containsExactly("t1");
		assertThat(this.end.kind()).isEqualTo(Kind.FORBIDDEN);
		assertThat(this.end).hasMessage("closed with 3003 (Forbidden): no grant");
	}

	@Test
	void aSourceThatFailsIsAskedAgainLaterAndItsWordsAreNotRepeated() {
		connections(1);
		run(() -> (this.asked++ == 0) ? Mono.error(new IllegalStateException("secret")) : Mono.just("t"));
		assertThat(this.tokens).isEmpty();
		assertThat(cause()).hasMessage("no token: IllegalStateException").hasNoCause();
		assertThat(cause().kind()).isEqualTo(Kind.NO_TOKEN);
		pass(1000);
		assertThat(this.tokens).containsExactly("t");
	}

	@Test
	void aSourceThatThrowsOrGivesNothingAtAllFailsToo() {
		run(() -> {
			if (this.asked++ == 0) {
				throw new IllegalStateException("secret");
			}
			return null;
		});
		pass(1000);
		assertThat(this.asked).isEqualTo(2);
		assertThat(this.events).filteredOn(Retrying.class::isInstance).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "two words", "a\r\nHost: other" })
	void whatIsNoTokenIsNotSent(String text) {
		run(() -> Mono.just(text));
		assertThat(this.tokens).isEmpty();
		assertThat(cause()).hasMessage("no token: what the source gave is none (RFC 6750 section 2.1)");
	}

	@Test
	void aSourceThatSaysSoEndsTheClient() {
		run(() -> Mono.error(new NoTokenException("signed out", false)));
		assertThat(this.end).hasMessage("no token: signed out");
		assertThat(this.end.isTransient()).isFalse();
	}

	@Test
	void aSourceThatTakesTooLongIsCancelledAndAskedAgainLater() {
		run(() -> {
			this.asked++;
			return Mono.<String>never().doOnCancel(() -> this.abandoned++);
		});
		pass(9999);
		assertThat(this.abandoned).isZero();
		pass(1);
		assertThat(this.abandoned).isOne();
		assertThat(cause()).hasMessage("no token: none within 10000 ms");
		pass(1000);
		assertThat(this.asked).isEqualTo(2);
	}

	@Test
	void whoStopsWhileTheSourceIsAskedWaitsForNothing() {
		run(() -> Mono.<String>never().doOnCancel(() -> this.abandoned++)).stop();
		pass(0);
		assertThat(this.abandoned).isOne();
	}

	@Test
	void whoWantsOneConnectionGetsAFreshTokenForItAndNoSecondOne() {
		fail(Failures.rejected(401, null, ""));
		connections(2);
		run(ClientOptions.builder(ANY).reconnect(false), this::next);
		assertThat(this.tokens).containsExactly("t1", "t2");
		throwOut();
		assertThat(this.tokens).hasSize(2);
		assertThat(this.end.kind()).isEqualTo(Kind.UNAUTHORIZED);
	}

	@Test
	void aCloseThatRepeatsTheTokenIsToldWithoutIt() {
		connections(1);
		run(this::next);
		close(new CloseStatus(1008, "what is t1"));
		assertThat(this.events)
			.endsWith(new Closed(new CloseStatus(1008, "what is <redacted, 2 bytes>"), Initiator.SERVER));
		assertThat(this.end).hasMessageNotContaining("t1");
	}

	private Mono<String> next() {
		this.asked++;
		return Mono.just("t" + this.asked);
	}

	private void connections(int count) {
		for (int i = 0; i < count; i++) {
			this.attempts.add(Mono.just(FakeLink.quick()));
		}
	}

	private ReconnectingWebSocketClient run(TokenSource source) {
		return run(ClientOptions.builder(ANY), source);
	}

	private ReconnectingWebSocketClient run(ClientOptions.Builder options, TokenSource source) {
		ReconnectingWebSocketClient client = client(
				options.tokens(source).backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(30)));
		client.events().subscribe(this.events::add, failure -> this.end = (WebSocketFailure) failure);
		start(client);
		return client;
	}

	private WebSocketFailure cause() {
		return ((Retrying) this.events.get(1)).cause();
	}

	private void throwOut() {
		this.listener.received(Message.text("welcome"));
		close(UNAUTHORIZED);
	}

	private void close(CloseStatus status) {
		this.listener.closed(status, Initiator.SERVER, null);
		pass(0);
	}

}
