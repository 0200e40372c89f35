package dev.echocast.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

class InMemoryEngineTests implements BroadcastEngineContract {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final AtomicInteger epochs = new AtomicInteger();

	private final BroadcastEngine engine = new InMemoryEngine(Clock.fixed(NOW, ZoneOffset.UTC),
			() -> "e" + this.epochs.incrementAndGet());

	@Override
	public BroadcastEngine engine() {
		return this.engine;
	}

	@Test
	void aTopicVanishesWithItsLastFollowerAndComesBackInANewEpoch() {
		Disposable follower = this.engine.publications("t").subscribe();
		assertThat(this.engine.publish(BroadcastEngineContract.message("t", "m")).block()).hasToString("e1:1");
		follower.dispose();
		assertThat(this.engine.position("t").block()).isNull();
		this.engine.publications("t").subscribe();
		assertThat(this.engine.publish(BroadcastEngineContract.message("t", "m")).block()).hasToString("e2:1");
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
		this.engine.publications("t").subscribe(new BaseSubscriber<>() {
			@Override
			protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
				// Never requests.
			}
		});
		List<Throwable> refused = new ArrayList<>();
		for (int i = 0; i < InMemoryTopic.MAX_WAITING + 3; i++) {
			this.engine.publish(BroadcastEngineContract.message("t", "m")).subscribe(null, refused::add);
		}
		assertThat(refused).hasSize(3).hasOnlyElementsOfType(PublishRejectedException.class);
	}

}
