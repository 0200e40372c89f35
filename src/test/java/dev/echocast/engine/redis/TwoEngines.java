package dev.echocast.engine.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.Disposable;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of a node that follows a topic, and of another that only publishes to it.
 */
abstract class TwoEngines {

	static RedisFixture redis;

	final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	final List<Publication> received = new CopyOnWriteArrayList<>();

	RedisEngine node;

	RedisEngine other;

	private Disposable follower;

	@BeforeAll
	static void startRedis() {
		redis = new RedisFixture();
	}

	@AfterAll
	static void stopRedis() {
		redis.close();
	}

	@BeforeEach
	void start() {
		this.node = redis.engine(this.meters);
		this.other = redis.engine();
		this.follower = this.node.publications("t").subscribe(this.received::add);
		// Behind what the follower asked where it begins.
		assertThat(this.node.retained("t").block(SOON)).isNotNull();
	}

	@AfterEach
	void reset() {
		this.follower.dispose();
		redis.reset();
	}

	static void publish(RedisEngine engine, String... texts) {
		for (String text : texts) {
			assertThat(publishOne(engine, text)).isNotNull();
		}
	}

	static Position publishOne(RedisEngine engine, String text) {
		return engine.publish(new Message("t", "s", null, true, text.getBytes())).block(SOON);
	}

	List<String> texts() {
		return this.received.stream().map((it) -> new String(it.message().payload())).toList();
	}

	void awaitTexts(String... texts) {
		await().untilAsserted(() -> assertThat(texts()).containsExactly(texts));
	}

	/**
	 * Wait for what comes of the nodes' looks at Redis, of which they do not wait for the
	 * next.
	 */
	static void awaitLooks(ThrowingRunnable assertion) {
		await().untilAsserted(() -> {
			redis.beat();
			assertion.run();
		});
	}

	Position position(int index) {
		return this.received.get(index).position();
	}

	String epochReceived() {
		return position(this.received.size() - 1).epoch();
	}

	String epoch() {
		return this.other.retained("t").block(SOON).position().epoch();
	}

	double gaps() {
		return this.meters.get("echocast.engine.gaps").counter().count();
	}

}
