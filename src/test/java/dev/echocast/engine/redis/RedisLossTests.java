package dev.echocast.engine.redis;

import static dev.echocast.engine.RosterFixtures.attendees;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What nodes make of a Redis that forgets.
 */
class RedisLossTests extends TwoEngines {

	private RedisClient admin;

	@BeforeEach
	void connect() {
		this.admin = RedisClient.create(RedisURI.create("localhost", redis.server().port()));
	}

	@AfterEach
	void disconnect() {
		this.admin.shutdown();
	}

	@Test
	void whatRedisForgetsEndsTheEpochAndTheCountGoesOn() {
		publish(this.other, "1", "2", "3");
		awaitTexts("1", "2", "3");
		Snapshot snapshot = new Snapshot();
		publish(this.other, "4", "5");
		awaitTexts("1", "2", "3", "4", "5");
		snapshot.restore();
		awaitLooks(() -> assertThat(epoch()).isNotEqualTo(epochReceived()));
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
		awaitLooks(() -> assertThat(texts()).containsExactly("1", "2", "3", "4", "5", "4'", "5'", "6'"));
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
	void aTopicThatNeverHadAMessageOutlastsAnOutageWhileItHasMembersAndIsForgottenSoonAfterwards() {
		Disposable following = this.node.publications("quiet").subscribe();
		this.node.roster().changed("quiet", attendees("member"), List.of(), 1);
		awaitLooks(() -> assertThat(millisLeft("quiet")).isGreaterThan(TimeUnit.HOURS.toMillis(1)));
		this.node.roster().changed("quiet", List.of(), attendees("member"), 0);
		following.dispose();
		awaitLooks(() -> assertThat(millisLeft("quiet")).isLessThanOrEqualTo(TimeUnit.MINUTES.toMillis(1)));
	}

	private static long millisLeft(String topic) {
		return Long.parseLong(redis.server().command("PTTL", "test:{" + topic + "}:state"));
	}

	@Test
	void aLargeMessageDoesNotCostTheSmallOnes() {
		publish(this.other, IntStream.range(0, 200).mapToObj(Integer::toString).toArray(String[]::new));
		assertThat(this.other.publish(new Message("t", null, null, false, new byte[1_000_000])).block(SOON))
			.isNotNull();
		assertThat(redis.server().command("XLEN", "test:{t}:stream")).isEqualTo("201");
	}

	/** A topic as a replica had it when its server was made the first. */
	private final class Snapshot {

		private final StatefulRedisConnection<byte[], byte[]> connection = RedisLossTests.this.admin
			.connect(ByteArrayCodec.INSTANCE);

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
