package dev.echocast.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

class InMemoryEngineTests extends InMemoryEngineFixture implements BroadcastEngineContract {

	@Override
	public BroadcastEngine engine() {
		return this.engine;
	}

	@Override
	public int historySize() {
		return 20;
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

	@Test
	void stampsPublicationsWithTheClock() {
		List<Publication> publications = new ArrayList<>();
		this.engine.publications("t").subscribe(publications::add);
		this.engine.publish(BroadcastEngineContract.message("t", "m")).block();
		assertThat(publications).singleElement().satisfies((it) -> assertThat(it.time()).isEqualTo(NOW));
	}

}
