package dev.echocast.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

import dev.echocast.client.ClientEvent.Closed;
import dev.echocast.client.ClientEvent.Connecting;
import dev.echocast.client.ClientEvent.Initiator;
import dev.echocast.client.ClientEvent.Retrying;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The life of a client in virtual time, with attempts and connections of the test's
 * making.
 */
class ConnectionLoopTests {

	private static final URI ANY = URI.create("ws://h/");

	private static final Duration SOON = Duration.ofSeconds(5);

	/** Draws the largest delay. */
	private static final RandomGenerator HIGHEST = new RandomGenerator() {

		@Override
		public long nextLong() {
			return 0;
		}

		@Override
		public long nextLong(long bound) {
			return bound - 1;
		}

	};

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Deque<Mono<Link>> attempts = new ArrayDeque<>();

	private Link.Listener listener;

	private int cancelled;

	private final ReconnectingWebSocketClient client = client(ClientOptions.builder(ANY));

	@Test
	void transientFailuresAreTriedAgainWithGrowingDelays() {
		fail(Failures.lost("gone"), Failures.rejected(502, null, ""),
				Failures.rejected(503, Duration.ofSeconds(60), ""));
		this.attempts.add(Mono.just(new FakeLink()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNext(new Connecting(ANY, 1))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(1)))
			.then(() -> pass(999))
			.expectNoEvent(Duration.ofMillis(1))
			.then(() -> pass(1))
			.expectNext(new Connecting(ANY, 2))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(2)))
			.then(() -> pass(2000))
			.expectNext(new Connecting(ANY, 3))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(64)))
			.then(() -> pass(64_000))
			.expectNext(new Connecting(ANY, 4))
			.expectNext(FakeLink.OPENED)
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void aFinalFailureEndsTheClient() {
		fail(Failures.rejected(401, null, "who are you"));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNext(new Connecting(ANY, 1))
			.expectErrorMatches(error -> error instanceof WebSocketFailure failure && failure.code() == 401)
			.verify(SOON);
	}

	@Test
	void aStableConnectionResetsTheBackoff() {
		fail(Failures.lost("1"), Failures.lost("2"));
		this.attempts.add(Mono.just(new FakeLink()));
		this.attempts.add(Mono.just(new FakeLink()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(() -> pass(1000))
			.expectNextCount(2)
			.then(() -> pass(2000))
			.expectNext(new Connecting(ANY, 3), FakeLink.OPENED)
			.then(() -> pass(29_999))
			.then(() -> this.listener.closed(CloseStatus.ABNORMAL, Initiator.NETWORK, null))
			.expectNext(new Closed(CloseStatus.ABNORMAL, Initiator.NETWORK))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(4)))
			.then(() -> pass(4000))
			.expectNext(new Connecting(ANY, 4), FakeLink.OPENED)
			.then(() -> pass(30_000))
			.then(() -> this.listener.closed(CloseStatus.GOING_AWAY, Initiator.SERVER, null))
			.expectNext(new Closed(CloseStatus.GOING_AWAY, Initiator.SERVER))
			.expectNextMatches(event -> delay(event).equals(Duration.ofSeconds(1)))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void aNormalCloseByTheServerEndsTheClientWithoutError() {
		this.attempts.add(Mono.just(new FakeLink()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(() -> this.listener.closed(CloseStatus.NORMAL, Initiator.SERVER, null))
			.expectNext(new Closed(CloseStatus.NORMAL, Initiator.SERVER))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void aFinalCloseEndsTheClientWithAnError() {
		this.attempts.add(Mono.just(new FakeLink()));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(() -> this.listener.closed(new CloseStatus(1008, "flood"), Initiator.SERVER, null))
			.expectNextCount(1)
			.expectErrorMessage("closed with 1008 (Policy Violation): flood")
			.verify(SOON);
	}

	@Test
	void withoutReconnectingTheFirstFailureIsTheLast() {
		ReconnectingWebSocketClient once = client(ClientOptions.builder(ANY).reconnect(false));
		fail(Failures.lost("gone"));
		StepVerifier.create(once.events())
			.then(() -> start(once))
			.expectNextCount(1)
			.expectErrorMessage("gone")
			.verify(SOON);
	}

	@Test
	void stopEndsAnAttempt() {
		this.attempts.add(Mono.<Link>never().doOnCancel(() -> this.cancelled++));
		stopAfter(1);
		assertThat(this.cancelled).isEqualTo(1);
	}

	@Test
	void stopEndsAWait() {
		fail(Failures.lost("gone"));
		stopAfter(2);
		pass(100_000);
		assertThat(this.attempts).isEmpty();
	}

	@Test
	void turningReconnectingOffEndsAWait() {
		fail(Failures.lost("gone"));
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(2)
			.then(() -> this.client.reconnect(false))
			.then(() -> pass(0))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void stopIsDoneOnceAndStartOnlyBefore() {
		this.client.stop();
		this.client.stop();
		start();
		StepVerifier.create(this.client.stop()).then(() -> pass(0)).expectComplete().verify(SOON);
		StepVerifier.create(this.client.events()).expectComplete().verify(SOON);
		StepVerifier.create(this.client.send(Message.text("late")))
			.then(() -> pass(0))
			.expectErrorMessage("the client has stopped")
			.verify(SOON);
	}

	@Test
	void startTwiceConnectsOnce() {
		this.attempts.add(Mono.never());
		start();
		start();
		assertThat(this.attempts).isEmpty();
	}

	@Test
	void stopSendsWhatIsQueuedWithinTheCloseTimeout() {
		FakeLink link = new FakeLink();
		link.writable = false;
		this.attempts.add(Mono.just(link));
		start();
		this.client.send(Message.text("last words")).subscribe();
		Mono<Void> stopped = this.client.stop(new CloseStatus(4000, ""));
		pass(4999);
		assertThat(link.closedWith).isNull();
		link.writable = true;
		this.listener.writable();
		pass(0);
		assertThat(link.written).containsExactly(Message.text("last words"));
		assertThat(link.closedWith).isEqualTo(new CloseStatus(4000, ""));
		this.listener.closed(link.closedWith, Initiator.CLIENT, null);
		StepVerifier.create(stopped).expectComplete().verify(SOON);
	}

	@Test
	void stopClosesWithoutTheRestWhenTheServerTakesNothing() {
		FakeLink link = new FakeLink();
		link.writable = false;
		this.attempts.add(Mono.just(link));
		start();
		StepVerifier.create(this.client.send(Message.text("never"))).then(() -> {
			this.client.stop();
			pass(5000);
			assertThat(link.closedWith).isEqualTo(CloseStatus.NORMAL);
			this.listener.closed(CloseStatus.ABNORMAL, Initiator.NETWORK, null);
		}).expectErrorMessage("the client has stopped").verify(SOON);
	}

	@Test
	void aSlowTakerStopsTheReading() {
		ReconnectingWebSocketClient small = client(ClientOptions.builder(ANY).queue(2, 1000));
		FakeLink link = new FakeLink();
		this.attempts.add(Mono.just(link));
		StepVerifier.create(small.events(), 2)
			.then(() -> start(small))
			.expectNextCount(2)
			.then(() -> this.listener.received(Message.text("1")))
			.then(() -> assertThat(link.reading).isTrue())
			.then(() -> this.listener.received(Message.text("2")))
			.then(() -> assertThat(link.reading).isFalse())
			.thenRequest(1)
			.expectNextCount(1)
			.then(() -> pass(0))
			.then(() -> assertThat(link.reading).isTrue())
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void codesThatMayNotBeSentAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.stop(CloseStatus.NO_STATUS));
	}

	private void stopAfter(int events) {
		StepVerifier.create(this.client.events())
			.then(this::start)
			.expectNextCount(events)
			.then(this.client::stop)
			.then(() -> pass(0))
			.expectComplete()
			.verify(SOON);
	}

	private void fail(WebSocketFailure... failures) {
		for (WebSocketFailure failure : failures) {
			this.attempts.add(Mono.error(failure));
		}
	}

	private void start() {
		start(this.client);
	}

	private void start(ReconnectingWebSocketClient client) {
		client.start();
		pass(0);
	}

	private void pass(long millis) {
		this.time.advanceTimeBy(Duration.ofMillis(millis));
	}

	private static Duration delay(ClientEvent event) {
		return (event instanceof Retrying retrying) ? retrying.delay() : Duration.ofSeconds(-1);
	}

	private ReconnectingWebSocketClient client(ClientOptions.Builder options) {
		ClientOptions built = options.build();
		Connector connector = (uri, listener) -> Mono.defer(() -> {
			this.listener = listener;
			return this.attempts.remove();
		});
		return new ReconnectingWebSocketClient(built, built::uri, connector, this.time,
				new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), HIGHEST));
	}

	/** A connection that does what it is told. */
	private static final class FakeLink implements Link {

		static final ClientEvent.Opened OPENED = new ClientEvent.Opened(ANY,
				java.net.InetSocketAddress.createUnresolved("h", 80), "fake", "", false);

		final Deque<Message> written = new ArrayDeque<>();

		boolean writable = true;

		boolean reading;

		CloseStatus closedWith;

		@Override
		public ClientEvent.Opened opening() {
			return OPENED;
		}

		@Override
		public boolean isWritable() {
			return this.writable;
		}

		@Override
		public void write(Message message, Done done) {
			this.written.add(message);
			done.done(null);
		}

		@Override
		public void flush() {
		}

		@Override
		public void ping() {
		}

		@Override
		public void read(boolean on) {
			this.reading = on;
		}

		@Override
		public void close(CloseStatus status) {
			this.closedWith = status;
		}

	}

}
