package dev.echocast.engine.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.echocast.access.Identities;
import dev.echocast.access.Revocations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Users whose tokens were revoked, as all nodes hear of it.
 */
class RedisRevocationsTests {

	private static final Duration LIFE = Duration.ofHours(1);

	private static RedisFixture redis;

	private final List<RedisRevocations> feeds = new ArrayList<>();

	@BeforeAll
	static void startRedis() {
		redis = new RedisFixture();
	}

	@AfterAll
	static void stopRedis() {
		redis.close();
	}

	@AfterEach
	void reset() {
		this.feeds.forEach(RedisRevocations::dispose);
		redis.reset();
	}

	/** A node, and what it knows of revocations. */
	private final class Node {

		final Revocations revocations = new Revocations(LIFE);

		final RedisRevocations feed;

		Node() {
			this.feed = redis.engine(new SimpleMeterRegistry()).revocations(LIFE, this.revocations);
			this.feed.start(Schedulers.parallel());
			RedisRevocationsTests.this.feeds.add(this.feed);
		}

		void revoke(String user) {
			StepVerifier.create(this.feed.revoke(user)).expectComplete().verify(SOON);
		}

		boolean knows(String user) {
			return this.revocations.cover(Identities.user(user, Instant.now().minusSeconds(60)));
		}

		void awaitNews(String user) {
			await().until(() -> knows(user));
		}

		void awaitNewsOf(int users) {
			await().until(() -> IntStream.range(0, users)
				.allMatch((i) -> this.revocations.cover(Identities.user("user" + i, Instant.EPOCH))));
		}

	}

	@Test
	void allNodesHearOfItAndOnesThatStartLater() {
		Node one = new Node();
		Node two = new Node();
		one.revoke("ada");
		two.awaitNews("ada");
		one.awaitNews("ada");
		two.revoke("b\u00f6b, the 2nd");
		one.awaitNews("b\u00f6b, the 2nd");
		Node late = new Node();
		late.awaitNews("ada");
		assertThat(late.knows("carol")).isFalse();
		assertThat(one.revocations.cover(Identities.user("ada", Instant.now().plusSeconds(60)))).isFalse();
	}

	@Test
	void theLatestCountsWhenAUserIsRevokedAgain() {
		Node one = new Node();
		long future = Instant.now().plusSeconds(3).toEpochMilli();
		redis.server().command("ZADD", "test:revoked", Long.toString(future), "ada");
		one.revoke("ada");
		assertThat(redis.server().command("ZSCORE", "test:revoked", "ada")).as("a clock that was set back")
			.isEqualTo(Long.toString(future));
		redis.server().command("ZADD", "test:revoked", "1", "ada");
		one.revoke("ada");
		assertThat(Double.parseDouble(redis.server().command("ZSCORE", "test:revoked", "ada"))).isGreaterThan(1);
	}

	@Test
	void aNodeReadsHoweverManyThereAre() {
		long now = Instant.now().toEpochMilli();
		List<String> command = new ArrayList<>(List.of("ZADD", "test:revoked"));
		IntStream.range(0, 2500).forEach((i) -> {
			command.add(Long.toString(now - 10_000_000 + i));
			command.add("user" + i);
		});
		redis.server().command(command.toArray(String[]::new));
		Node late = new Node();
		late.awaitNewsOf(2500);
	}

	@Test
	void whatNoTokenOutlivesIsForgotten() {
		Node one = new Node();
		long before = Instant.now().minus(Revocations.remembered(LIFE)).minusSeconds(60).toEpochMilli();
		redis.server().command("ZADD", "test:revoked", Long.toString(before), "old");
		one.revoke("ada");
		assertThat(redis.server().command("ZRANGE", "test:revoked", "0", "-1")).isEqualTo("ada");
		assertThat(Long.parseLong(redis.server().command("PTTL", "test:revoked"))).isBetween(1L,
				Revocations.remembered(LIFE).toMillis());
	}

	@Test
	void whatSomebodyElsePutsThereCostsThatAlone() {
		redis.server().command("ZADD", "test:revoked", "inf", "garbage", "-inf", "more", "1.5e300", "even more");
		Node one = new Node();
		Node two = new Node();
		one.revoke("ada");
		two.awaitNews("ada");
		redis.server().command("SET", "test:revoked", "a text");
		StepVerifier.create(one.feed.revoke("bob")).expectError().verify(SOON);
		redis.server().command("DEL", "test:revoked");
		one.revoke("bob");
		two.awaitNews("bob");
	}

}
