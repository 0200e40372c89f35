package dev.echocast.engine.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.BroadcastEngineContract;
import dev.echocast.engine.HistoryLimits;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.scheduler.Schedulers;
import redis.embedded.RedisServer;

import static org.awaitility.Awaitility.await;

class RedisEngineTests implements BroadcastEngineContract {

	private static RedisServer server;

	private static RedisClient client;

	private final AtomicInteger epochs = new AtomicInteger();

	private RedisEngine engine;

	@BeforeAll
	static void startRedis() throws Exception {
		server = RedisServer.newRedisServer().port(16399).setting("save \"\"").build();
		server.start();
		client = RedisClient.create(RedisURI.create("localhost", 16399));
	}

	@AfterAll
	static void stopRedis() throws Exception {
		client.shutdown();
		server.stop();
	}

	@BeforeEach
	void start() {
		try (var connection = client.connect()) {
			connection.sync().flushall();
		}
		this.engine = new RedisEngine(client, new Keys("test", "node"),
				new HistoryLimits(20, Duration.ofMinutes(1), 100_000), () -> "e" + this.epochs.incrementAndGet(),
				new SimpleMeterRegistry(), Schedulers.parallel(), Schedulers.boundedElastic());
		await().until(() -> this.engine.trouble() == null);
	}

	@AfterEach
	void stop() {
		this.engine.dispose();
	}

	@Override
	public BroadcastEngine engine() {
		return this.engine;
	}

	@Override
	public int historySize() {
		return 20;
	}

}
