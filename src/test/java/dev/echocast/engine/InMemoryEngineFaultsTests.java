package dev.echocast.engine;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a fault costs.
 */
class InMemoryEngineFaultsTests extends InMemoryEngineFixture {

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

}
