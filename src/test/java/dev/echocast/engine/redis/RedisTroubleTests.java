package dev.echocast.engine.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.PublishRejectedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.Disposable;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What nodes make of a Redis that stops or hangs up.
 */
class RedisTroubleTests extends TwoEngines {

	@Test
	void whoComesBackIsServedFromWhatThisNodeHasSeen() {
		publish(this.other, "1", "2", "3");
		awaitTexts("1", "2", "3");
		redis.server().suspend();
		try {
			assertThat(this.node.history("t", position(0), 10).block(SOON).publications())
				.containsExactlyElementsOf(this.received.subList(1, 3));
		}
		finally {
			redis.server().resume();
		}
	}

	@Test
	void nothingIsMissedOfWhatIsPublishedWhileAConnectionIsAway() {
		for (int i = 0; i < 20; i++) {
			String text = Integer.toString(i);
			redis.server().command("CLIENT", "KILL", "TYPE", (i % 2 == 0) ? "pubsub" : "normal");
			await().ignoreExceptions().until(() -> publishOne(this.other, text) != null);
		}
		awaitTexts(IntStream.range(0, 20).mapToObj(Integer::toString).toArray(String[]::new));
		assertThat(gaps()).isZero();
	}

	/**
	 * The topic cannot be touched at first, as when the answer to a touch is lost, while
	 * its history can be read.
	 */
	@Test
	void noHistoryIsToldThatFollowingWouldNotGoOnFrom() {
		redis.server().command("SET", "test:{t2}:members", "not a hash");
		List<Publication> live = new CopyOnWriteArrayList<>();
		Disposable following = this.node.publications("t2").subscribe(live::add);
		publishTo("t2");
		Position told = this.node.history("t2", null, 10)
			.map(History::position)
			.onErrorComplete(EngineUnavailableException.class)
			.block(SOON);
		publishTo("t2");
		redis.server().command("DEL", "test:{t2}:members");
		// By the touch that finds the topic.
		await().until(() -> redis.server().command("EXISTS", "test:{t2}:members").equals("1"));
		if (told == null) {
			told = this.node.history("t2", null, 10).map(History::position).block(SOON);
		}
		publishTo("t2");
		await().until(() -> !live.isEmpty() && live.get(live.size() - 1).position().offset() == 3);
		long first = told.offset() + 1;
		assertThat(live).extracting((it) -> it.position().offset())
			.filteredOn((offset) -> offset >= first)
			.containsExactlyElementsOf(LongStream.rangeClosed(first, 3).boxed().toList());
		following.dispose();
	}

	private void publishTo(String topic) {
		assertThat(this.other.publish(new Message(topic, null, null, true, new byte[1])).block(SOON)).isNotNull();
	}

	@Test
	void aFollowerWithoutDemandCatchesUpFromTheStream() {
		RedisEngine third = redis.engine();
		CopyOnWriteArrayList<Publication> slow = new CopyOnWriteArrayList<>();
		reactor.core.publisher.BaseSubscriber<Publication> subscriber = new reactor.core.publisher.BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
				// Asks later.
			}

			@Override
			protected void hookOnNext(Publication publication) {
				slow.add(publication);
			}

		};
		third.publications("t").subscribe(subscriber);
		assertThat(third.retained("t").block(SOON)).isNotNull();
		int count = 990;
		byte[] large = new byte[50_000];
		for (int i = 0; i < count; i++) {
			assertThat(this.other.publish(new Message("t", null, null, false, (i < 400) ? large : new byte[1]))
				.block(SOON)).isNotNull();
		}
		subscriber.request(Long.MAX_VALUE);
		await().until(() -> slow.size() == count);
		assertThat(slow).extracting((it) -> it.position().offset()).isSorted();
		third.dispose();
	}

	@Test
	void refusesAtOnceWhileRedisIsAwayAndGoesOnWhenItIsBack() {
		publish(this.node, "1");
		redis.server().stop();
		try {
			await().until(() -> this.node.trouble() != null);
			assertThatExceptionOfType(PublishRejectedException.class).isThrownBy(() -> publishOne(this.node, "no"));
			assertThatExceptionOfType(EngineUnavailableException.class)
				.isThrownBy(() -> this.node.history("t", null, 1).block(SOON))
				.matches(RedisTroubleTests::isWithoutWaiting);
			assertThatExceptionOfType(EngineUnavailableException.class)
				.isThrownBy(() -> this.node.roster().topics().block(SOON))
				.matches(RedisTroubleTests::isWithoutWaiting);
			assertThat(this.meters.get("echocast.engine.up").gauge().value()).isZero();
		}
		finally {
			redis.server().start();
		}
		await().until(() -> this.node.trouble() == null && this.other.trouble() == null);
		publish(this.other, "2");
		awaitTexts("1", "2");
		assertThat(gaps()).isZero();
		assertThat(this.meters.get("echocast.engine.up").gauge().value()).isOne();
	}

	private static boolean isWithoutWaiting(Exception failure) {
		return !(NestedExceptionUtils.getMostSpecificCause(failure) instanceof RedisCommandTimeoutException);
	}

	@Test
	void doesNotKnowWhatBecameOfAPublishThatIsNotAnswered() {
		RedisEngine third = redis.engine(new SimpleMeterRegistry(), Duration.ofSeconds(1));
		publish(third, "1");
		redis.server().suspend();
		try {
			assertThatExceptionOfType(EngineUnavailableException.class).isThrownBy(() -> publishOne(third, "2"));
		}
		finally {
			redis.server().resume();
		}
		await().until(() -> third.trouble() == null);
		publish(third, "3");
		await().until(() -> texts().contains("3"));
		assertThat(texts()).startsWith("1").endsWith("3").doesNotHaveDuplicates();
		assertThat(gaps()).isZero();
	}

}
