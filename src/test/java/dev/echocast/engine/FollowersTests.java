package dev.echocast.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

class FollowersTests {

	private final Followers followers = new Followers(() -> {
	});

	private final List<String> log = new ArrayList<>();

	private int left;

	@Test
	void aFollowerIsCalledOnlyOnceItHasBeenToldThatItFollows() {
		follow(new Follower("a", Long.MAX_VALUE) {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				super.hookOnSubscribe(subscription);
				// As another thread does meanwhile.
				next(1);
				FollowersTests.this.log.add("follows");
			}

		});
		next(2);
		assertThat(this.log).containsExactly("follows", "a:2");
	}

	@Test
	void aFollowerThatComesWhileAPublicationIsHandedOutGetsItOnlyOnDemand() {
		follow(new Follower("a", 1));
		assertThat(this.followers.haveDemand()).isTrue();
		Follower late = new Follower("late", 0);
		follow(late);
		next(1);
		late.request(1);
		next(2);
		assertThat(this.log).containsExactly("a:1", "late:2");
	}

	@Test
	void aFollowerThatGoesAtOnceIsGone() {
		follow(new Follower("a", 1) {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				cancel();
			}

		});
		assertThat(this.followers.isEmpty()).isTrue();
		assertThat(this.left).isEqualTo(1);
	}

	private void follow(Follower follower) {
		this.followers.add(follower, () -> this.left++);
	}

	private void next(int offset) {
		this.followers.next(new Publication(new Message("t", null, null, true, new byte[0]), new Position("e", offset),
				Instant.EPOCH));
	}

	private class Follower extends BaseSubscriber<Publication> {

		private final String name;

		private final long demand;

		Follower(String name, long demand) {
			this.name = name;
			this.demand = demand;
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			if (this.demand > 0) {
				subscription.request(this.demand);
			}
		}

		@Override
		protected void hookOnNext(Publication publication) {
			FollowersTests.this.log.add(this.name + ":" + publication.position().offset());
		}

	}

}
