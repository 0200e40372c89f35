package dev.echocast.engine.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.PublishRejectedException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What nodes make of a Redis that forgets, stops or hangs up.
 */
class RedisTroubleTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static RedisFixture redis;

	private static RedisClient admin;

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final List<Publication> received = new CopyOnWriteArrayList<>();

	private RedisEngine node;

	private RedisEngine other;

	private Disposable follower;

	@BeforeAll
	static void startRedis() {
		redis = new RedisFixture();
		admin = RedisClient.create(RedisURI.create("localhost", redis.server().port()));
	}

	@AfterAll
	static void stopRedis() {
		admin.shutdown();
		redis.close();
	}

	@BeforeEach
	void start() {
		this.node = redis.engine(this.meters);
		this.other = redis.engine();
		this.follower = this.node.publications("t").subscribe(this.received::add);
		// Behind what the follower asked where it begins.
		assertThat(this.node.retained("t").block(TIMEOUT)).isNotNull();
	}

	@AfterEach
	void reset() {
		this.follower.dispose();
		redis.reset();
	}

	@Test
	void whatRedisForgetsEndsTheEpochAndTheCountGoesOn() {
		publish(this.other, "1", "2", "3");
		awaitTexts("1", "2", "3");
		Snapshot snapshot = new Snapshot();
		publish(this.other, "4", "5");
		awaitTexts("1", "2", "3", "4", "5");
		snapshot.restore();
		await().until(() -> !epoch().equals(epochReceived()));
		publish(this.other, "6");
		awaitTexts("1", "2", "3", "4", "5", "6");
		assertThat(position(5)).isEqualTo(new Position(epoch(), 4));
		assertThat(gaps()).isEqualTo(1);
	}

	@Test
	void whatIsPublishedBeforeAnybodyNoticesTheLossIsNotLostToo() {
		publish(this.other, "1", "2", "3");
		Snapshot snapshot = new Snapshot();
		publish(this.node, "4", "5");
		awaitTexts("1", "2", "3", "4", "5");
		snapshot.restore();
		publish(this.other, "4'", "5'", "6'");
		awaitTexts("1", "2", "3", "4", "5", "4'", "5'", "6'");
		assertThat(position(5).epoch()).isNotEqualTo(position(4).epoch());
		assertThat(IntStream.range(5, 8).mapToObj((i) -> position(i).offset())).containsExactly(4L, 5L, 6L);
		assertThat(gaps()).isEqualTo(1);
	}

	@Test
	void aRedisThatForgotEverythingBeginsANewEpoch() {
		publish(this.other, "1", "2");
		awaitTexts("1", "2");
		redis.server().command("FLUSHALL");
		publish(this.other, "3");
		awaitTexts("1", "2", "3");
		assertThat(position(2).offset()).isEqualTo(1);
		assertThat(position(2).epoch()).isNotEqualTo(position(1).epoch());
		assertThat(gaps()).isEqualTo(1);
	}

	@Test
	void whoComesBackIsServedFromWhatThisNodeHasSeen() {
		publish(this.other, "1", "2", "3");
		awaitTexts("1", "2", "3");
		redis.server().suspend();
		try {
			assertThat(this.node.history("t", position(0), 10).block(TIMEOUT).publications())
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
		int count = 990;
		byte[] large = new byte[50_000];
		for (int i = 0; i < count; i++) {
			assertThat(
					this.other.publish(new Message("t", null, false, (i < 400) ? large : new byte[1])).block(TIMEOUT))
				.isNotNull();
		}
		subscriber.request(Long.MAX_VALUE);
		await().atMost(TIMEOUT).until(() -> slow.size() == count);
		assertThat(slow).extracting((it) -> it.position().offset()).isSorted();
		third.dispose();
	}

	@Test
	void refusesAtOnceWhileRedisIsAwayAndGoesOnWhenItIsBack() {
		publish(this.node, "1");
		redis.server().stop();
		try {
			await().until(() -> this.node.trouble() != null);
			long start = System.nanoTime();
			assertThatExceptionOfType(PublishRejectedException.class).isThrownBy(() -> publishOne(this.node, "no"));
			assertThatExceptionOfType(EngineUnavailableException.class)
				.isThrownBy(() -> this.node.history("t", null, 1).block(TIMEOUT));
			assertThatExceptionOfType(EngineUnavailableException.class)
				.isThrownBy(() -> this.node.roster().topics().block(TIMEOUT));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
			assertThat(this.meters.get("echocast.engine.up").gauge().value()).isZero();
		}
		finally {
			redis.server().start();
		}
		await().atMost(TIMEOUT).until(() -> this.node.trouble() == null && this.other.trouble() == null);
		publish(this.other, "2");
		awaitTexts("1", "2");
		assertThat(gaps()).isZero();
		assertThat(this.meters.get("echocast.engine.up").gauge().value()).isOne();
	}

	@Test
	void doesNotKnowWhatBecameOfAPublishThatIsNotAnswered() {
		publish(this.node, "1");
		redis.server().suspend();
		try {
			assertThatExceptionOfType(EngineUnavailableException.class).isThrownBy(() -> publishOne(this.node, "2"));
		}
		finally {
			redis.server().resume();
		}
		await().atMost(TIMEOUT).until(() -> this.node.trouble() == null);
		publish(this.node, "3");
		await().atMost(TIMEOUT).until(() -> texts().contains("3"));
		assertThat(texts()).startsWith("1").endsWith("3").doesNotHaveDuplicates();
		assertThat(gaps()).isZero();
	}

	private static void publish(RedisEngine engine, String... texts) {
		for (String text : texts) {
			assertThat(publishOne(engine, text)).isNotNull();
		}
	}

	private static Position publishOne(RedisEngine engine, String text) {
		return engine.publish(new Message("t", "s", true, text.getBytes())).block(TIMEOUT);
	}

	private List<String> texts() {
		return this.received.stream().map((it) -> new String(it.message().payload())).toList();
	}

	private void awaitTexts(String... texts) {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(texts()).containsExactly(texts));
	}

	private Position position(int index) {
		return this.received.get(index).position();
	}

	private String epochReceived() {
		return position(this.received.size() - 1).epoch();
	}

	private String epoch() {
		return this.other.retained("t").block(TIMEOUT).position().epoch();
	}

	private double gaps() {
		return this.meters.get("echocast.engine.gaps").counter().count();
	}

	/** A topic as a replica had it when its server was made the first. */
	private static final class Snapshot {

		private final StatefulRedisConnection<byte[], byte[]> connection = admin.connect(ByteArrayCodec.INSTANCE);

		private final RedisCommands<byte[], byte[]> commands = this.connection.sync();

		private final byte[] state = this.commands.dump("test:{t}:state".getBytes());

		private final byte[] stream = this.commands.dump("test:{t}:stream".getBytes());

		void restore() {
			this.commands.multi();
			this.commands.restore("test:{t}:state".getBytes(), this.state,
					RestoreArgs.Builder.ttl(Duration.ZERO).replace());
			this.commands.restore("test:{t}:stream".getBytes(), this.stream,
					RestoreArgs.Builder.ttl(Duration.ZERO).replace());
			this.commands.exec();
			this.connection.close();
		}

	}

}
