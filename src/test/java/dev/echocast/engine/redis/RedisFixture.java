package dev.echocast.engine.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.echocast.engine.HistoryLimits;
import dev.echocast.support.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import reactor.core.scheduler.Schedulers;

import static dev.echocast.support.Timeouts.LONG;
import static org.awaitility.Awaitility.await;

/**
 * A Redis, and engines on it that stand for nodes.
 */
final class RedisFixture implements AutoCloseable {

	private final RedisServer server = RedisServer.create();

	private final List<RedisEngine> engines = new ArrayList<>();

	private final List<RedisClient> clients = new ArrayList<>();

	RedisServer server() {
		return this.server;
	}

	/**
	 * Another node, which is connected, and waits for Redis longer than a test does.
	 */
	RedisEngine engine(SimpleMeterRegistry meters) {
		return engine(meters, LONG);
	}

	/**
	 * Another node, which is connected.
	 * @param timeout how long it waits for Redis to answer
	 */
	RedisEngine engine(SimpleMeterRegistry meters, Duration timeout) {
		RedisClient client = RedisClient.create(RedisURI.create("localhost", this.server.port()));
		client.setOptions(RedisEngineConfiguration.failFast(ClientOptions.builder(), timeout).build());
		this.clients.add(client);
		RedisEngine engine = new RedisEngine(client, new Keys("test", id()),
				new HistoryLimits(20, Duration.ofMinutes(1), 64_000_000), RedisFixture::id, Clock.systemUTC(), meters,
				Schedulers.parallel(), Schedulers.boundedElastic());
		this.engines.add(engine);
		await().until(() -> engine.trouble() == null);
		return engine;
	}

	RedisEngine engine() {
		return engine(new SimpleMeterRegistry());
	}

	private static String id() {
		return UUID.randomUUID().toString().substring(0, 8);
	}

	/**
	 * Stop all nodes and forget what they did.
	 */
	void reset() {
		this.engines.forEach(RedisEngine::dispose);
		this.engines.clear();
		this.clients.forEach((client) -> client.shutdown(0, 1, java.util.concurrent.TimeUnit.SECONDS));
		this.clients.clear();
		this.server.command("FLUSHALL");
	}

	@Override
	public void close() {
		reset();
		this.server.close();
	}

}
