package dev.echocast.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InMemoryEngineTests implements BroadcastEngineContract {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final AtomicInteger epochs = new AtomicInteger();

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	/** Whether the next look at the clock fails. */
	private boolean fault;

	private final Clock clock = new Clock() {

		@Override
		public Instant instant() {
			if (InMemoryEngineTests.this.fault) {
				InMemoryEngineTests.this.fault = false;
				throw new IllegalStateException("a fault for the test");
			}
			return NOW.plusMillis(InMemoryEngineTests.this.scheduler.now(java.util.concurrent.TimeUnit.MILLISECONDS));
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	};

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final Backlogs backlogs = new Backlogs(new Room(100, 1_000_000), this.meters);

	private final InMemoryEngine engine = engine(new HistoryLimits(20, Duration.ofMinutes(1), 100_000));

	@Override
	public BroadcastEngine engine() {
		return this.engine;
	}

	@Override
	public int historySize() {
		return 20;
	}

	@AfterEach
	void stop() {
		this.engine.dispose();
	}

	private InMemoryEngine engine(HistoryLimits limits) {
		return new InMemoryEngine(limits, this.backlogs, this.clock, () -> "e" + this.epochs.incrementAndGet(),
				this.scheduler);
	}

	@Test
	void aTopicWithoutHistoryVanishesWithItsLastFollowerAndComesBackInANewEpoch() {
		InMemoryEngine engine = engine(new HistoryLimits(0, Duration.ofMinutes(1), 100_000));
		Disposable follower = engine.publications("t").subscribe();
		assertThat(engine.publish(BroadcastEngineContract.message("t", "m")).block()).hasToString("e1:1");
		follower.dispose();
		assertThat(engine.history("t", null, 1).block()).isNull();
		engine.publications("t").subscribe();
		assertThat(engine.publish(BroadcastEngineContract.message("t", "m")).block()).hasToString("e2:1");
		assertThat(engine.historyBytes()).isZero();
	}

	@Test
	void aTopicWithHistoryOutlivesItsFollowersUntilItIsTooOld() {
		this.engine.publications("t").subscribe().dispose();
		assertThat(this.engine.history("t", null, 1).block()).isNull();
		Disposable follower = this.engine.publications("t").subscribe();
		publish("t", 10);
		follower.dispose();
		this.scheduler.advanceTimeBy(Duration.ofSeconds(59));
		assertThat(publish("t", 10)).hasToString("e2:2");
		this.scheduler.advanceTimeBy(Duration.ofSeconds(59));
		assertThat(this.engine.history("t", null, 10).block().publications()).singleElement()
			.satisfies((it) -> assertThat(it.position()).hasToString("e2:2"));
		this.scheduler.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.engine.history("t", null, 1).block()).isNull();
		assertThat(this.engine.historyBytes()).isZero();
		assertThat(publish("t", 10)).hasToString("e3:1");
	}

	@Test
	void whatIsTooOldIsNotReadEvenBeforeItIsSweptAway() {
		Disposable follower = this.engine.publications("t").subscribe();
		publish("t", 10);
		this.engine.dispose();
		this.scheduler.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.engine.history("t", null, 1).block().publications()).isEmpty();
		follower.dispose();
	}

	@Test
	void allTopicsTogetherKeepNoMoreThanTheirBytes() {
		for (int topic = 0; topic < 50; topic++) {
			for (int i = 0; i < 10; i++) {
				publish("t" + topic, 1000);
				assertThat(this.engine.historyBytes()).isLessThanOrEqualTo(100_000);
			}
		}
		assertThat(this.engine.historyBytes()).isGreaterThan(90_000);
		assertThat(kept("t0")).isEqualTo(10);
		assertThat(kept("t49")).as("nothing left for a late topic").isZero();
		this.scheduler.advanceTimeBy(InMemoryEngine.SWEEP);
		publish("t49", 1000);
		assertThat(kept("t49")).as("others have made room").isEqualTo(1);
		assertThat(kept("t0")).isLessThan(10);
	}

	private int kept(String topic) {
		History history = this.engine.history(topic, null, 100).block();
		return (history != null) ? history.publications().size() : 0;
	}

	private Position publish(String topic, int size) {
		return this.engine.publish(new Message(topic, null, false, new byte[size])).block();
	}

	@Test
	void stampsPublicationsWithTheClock() {
		List<Publication> publications = new ArrayList<>();
		this.engine.publications("t").subscribe(publications::add);
		this.engine.publish(BroadcastEngineContract.message("t", "m")).block();
		assertThat(publications).singleElement().satisfies((it) -> assertThat(it.time()).isEqualTo(NOW));
	}

	@Test
	void refusesWhenTooManyWaitForDemand() {
		Stuck follower = new Stuck();
		this.engine.publications("t").subscribe(follower);
		assertThat(refusals("t", 53, 1)).hasSize(3).allMatch((it) -> it.getMessage().endsWith("topic t"));
		assertThat(waiting("echocast.publishes.waiting")).isEqualTo(50);
		assertThat(refused("topic")).isEqualTo(3);
		follower.request(1);
		assertThat(waiting("echocast.publishes.waiting")).isEqualTo(49);
		follower.cancel();
		assertThat(waiting("echocast.publishes.waiting")).isZero();
		assertThat(waiting("echocast.publishes.waiting.bytes")).isZero();
	}

	@Test
	void refusesWhenTooManyBytesWaitForDemand() {
		this.engine.publications("t").subscribe(new Stuck());
		assertThat(refusals("t", 6, 100_000)).hasSize(2);
		assertThat(waiting("echocast.publishes.waiting.bytes")).isEqualTo(4 * (100_000 + Backlog.MESSAGE_BYTES));
		assertThat(refusals("t", 1, 1)).as("what is small still fits").isEmpty();
	}

	@Test
	void takesWhatIsLargerThanTheBoundWhenNothingElseWaits() {
		this.engine.publications("t").subscribe(new Stuck());
		assertThat(refusals("t", 2, 5_000_000)).hasSize(1);
	}

	@Test
	void refusesWhenAllTopicsTogetherHaveTooMuch() {
		for (String topic : List.of("a", "b", "c")) {
			this.engine.publications(topic).subscribe(new Stuck());
		}
		assertThat(refusals("a", 49, 1)).isEmpty();
		assertThat(refusals("b", 49, 1)).isEmpty();
		assertThat(refusals("c", 4, 1)).hasSize(2).allMatch((it) -> it.getMessage().endsWith("this node"));
		assertThat(refused("node")).isEqualTo(2);
		assertThat(refusals("d", 1, 1)).as("a topic without followers waits for nobody").isEmpty();
	}

	@Test
	void aPublishThatFailsCostsItselfAlone() {
		List<Publication> publications = new ArrayList<>();
		Stuck follower = new Stuck();
		this.engine.publications("t").subscribe(publications::add);
		this.engine.publications("t").subscribe(follower);
		List<Object> results = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.engine.publish(BroadcastEngineContract.message("t", "m" + i)).subscribe(results::add, results::add);
		}
		this.fault = true;
		follower.request(3);
		assertThat(results).hasSize(3);
		assertThat(results.get(0)).isInstanceOf(IllegalStateException.class);
		assertThat(results.subList(1, 3)).extracting(Object::toString).containsExactly("e1:1", "e1:2");
		assertThat(publications).extracting((it) -> new String(it.message().payload())).containsExactly("m1", "m2");
		assertThat(waiting("echocast.publishes.waiting")).isZero();
	}

	@Test
	void aReadThatFailsCostsItselfAlone() {
		this.engine.publications("t").subscribe();
		publish("t", 1);
		this.fault = true;
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.engine.history("t", null, 1).block());
		assertThat(kept("t")).isEqualTo(1);
		this.fault = true;
		this.scheduler.advanceTimeBy(InMemoryEngine.SWEEP);
		assertThat(this.fault).isFalse();
		assertThat(publish("t", 1)).hasToString("e1:2");
	}

	@Test
	void aFollowerThatThrowsIsFollowedNoMoreAndTheOthersGetAll() {
		List<Publication> publications = new ArrayList<>();
		Faulty faulty = new Faulty();
		this.engine.publications("t").subscribe(faulty);
		this.engine.publications("t").subscribe(publications::add);
		publish("t", 1);
		publish("t", 1);
		assertThat(publications).hasSize(2);
		assertThat(faulty.told).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void aPublisherThatThrowsWhenItIsToldHoldsUpNobody() {
		this.engine.publish(BroadcastEngineContract.message("t", "1")).subscribe(new Faulty());
		assertThat(publish("t", 1)).hasToString("e1:2");
	}

	/** Throws whatever it is given, against the rules. */
	private static final class Faulty implements CoreSubscriber<Object> {

		private Throwable told;

		@Override
		public void onSubscribe(org.reactivestreams.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Object publication) {
			throw new IllegalStateException("a fault for the test");
		}

		@Override
		public void onError(Throwable failure) {
			this.told = failure;
			throw new IllegalStateException("another fault for the test");
		}

		@Override
		public void onComplete() {
			throw new AssertionError();
		}

	}

	private List<Throwable> refusals(String topic, int count, int size) {
		List<Throwable> refused = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			this.engine.publish(new Message(topic, null, false, new byte[size])).subscribe(null, refused::add);
		}
		assertThat(refused).allMatch((it) -> it instanceof PublishRejectedException);
		return refused;
	}

	private double waiting(String gauge) {
		return this.meters.get(gauge).gauge().value();
	}

	private double refused(String reason) {
		return this.meters.get("echocast.publishes.refused").tag("reason", reason).counter().count();
	}

	private static final class Stuck extends BaseSubscriber<Publication> {

		@Override
		protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
			// Requests nothing by itself.
		}

	}

}
