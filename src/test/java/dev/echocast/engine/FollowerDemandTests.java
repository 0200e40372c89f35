package dev.echocast.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class FollowerDemandTests {

	private static final Publication PUBLICATION = new Publication(new Message("t", null, null, true, new byte[1]),
			new Position("e", 1), Instant.EPOCH);

	private final List<String> events = new ArrayList<>();

	private final Followers followers = new Followers(() -> this.events.add("ready"));

	private Follower follow(String name) {
		Follower follower = new Follower(name);
		this.followers.add(follower, () -> this.events.add(name + " left"));
		// It may have demand already.
		assertThat(this.events).endsWith("ready");
		this.events.clear();
		return follower;
	}

	@Test
	void nobodyHoldsAnythingBack() {
		assertThat(this.followers.isEmpty()).isTrue();
		assertThat(this.followers.haveDemand()).isTrue();
	}

	@Test
	void theSlowestSetsThePace() {
		Follower fast = follow("fast");
		Follower slow = follow("slow");
		fast.subscription.request(2);
		assertThat(this.followers.haveDemand()).isFalse();
		slow.subscription.request(1);
		assertThat(this.followers.haveDemand()).isTrue();
		this.followers.next(PUBLICATION);
		assertThat(this.followers.haveDemand()).isFalse();
		slow.subscription.request(1);
		assertThat(this.followers.haveDemand()).isTrue();
		assertThat(this.events).containsExactly("ready", "ready", "fast next", "slow next", "ready");
	}

	@Test
	void demandWithoutBoundIsNotUsedUp() {
		follow("a").subscription.request(Long.MAX_VALUE);
		this.followers.next(PUBLICATION);
		assertThat(this.followers.haveDemand()).isTrue();
	}

	@Test
	void demandForNothingIsNone() {
		Follower follower = follow("a");
		follower.subscription.request(0);
		follower.subscription.request(-1);
		assertThat(this.followers.haveDemand()).isFalse();
		assertThat(this.events).isEmpty();
	}

	@Test
	void oneThatLeavesHoldsNobodyBackAndLeavesOnce() {
		Follower follower = follow("a");
		follower.subscription.cancel();
		follower.subscription.cancel();
		assertThat(this.followers.haveDemand()).isTrue();
		assertThat(this.followers.isEmpty()).isTrue();
		assertThat(this.events).containsExactly("a left", "ready");
	}

	@Test
	void oneThatThrowsWhenItBeginsIsNotFollowed() {
		Follower faulty = new Follower("a");
		faulty.fault = true;
		assertThatIllegalStateException().isThrownBy(() -> this.followers.add(faulty, () -> this.events.add("left")));
		assertThat(this.followers.isEmpty()).isTrue();
	}

	@Test
	void oneThatThrowsIsToldAndTheOthersGetThePublication() {
		Follower faulty = follow("faulty");
		follow("other").subscription.request(2);
		faulty.subscription.request(2);
		faulty.fault = true;
		this.followers.next(PUBLICATION);
		this.followers.next(PUBLICATION);
		assertThat(this.events).filteredOn((it) -> !it.equals("ready"))
			.containsExactlyInAnyOrder("faulty left", "faulty error", "other next", "other next");
	}

	@Test
	void anErrorEndsItForAllAlsoBehindOneThatThrows() {
		follow("faulty").fault = true;
		follow("other");
		this.followers.fail(new IllegalStateException("the end"));
		assertThat(this.events).contains("faulty error", "other error");
		assertThat(this.followers.isEmpty()).isTrue();
	}

	/** Throws on demand, against the rules. */
	private final class Follower implements Subscriber<Publication> {

		private final String name;

		private Subscription subscription;

		private boolean fault;

		Follower(String name) {
			this.name = name;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			fail();
		}

		@Override
		public void onNext(Publication publication) {
			fail();
			FollowerDemandTests.this.events.add(this.name + " next");
		}

		@Override
		public void onError(Throwable failure) {
			FollowerDemandTests.this.events.add(this.name + " error");
			fail();
		}

		@Override
		public void onComplete() {
			throw new AssertionError();
		}

		private void fail() {
			if (this.fault) {
				throw new IllegalStateException("a fault for the test");
			}
		}

	}

}
