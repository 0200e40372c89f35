package dev.echocast.engine.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.echocast.engine.HistoryLimits;
import dev.echocast.support.RedisServer;
import dev.echocast.support.Timeouts;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.awaitility.Awaitility.await;

/**
 * A Redis, and engines on it that stand for nodes.
 */
final class RedisFixture implements AutoCloseable {

	/** A connection that is lost may cost a command so much. */
	private static final Duration PATIENCE = Timeouts.scaled(Duration.ofSeconds(3));

	private final RedisServer server = RedisServer.create();

	private final List<RedisEngine> engines = new ArrayList<>();

	private final List<RedisClient> clients = new ArrayList<>();

	private final Map<RedisEngine, VirtualTimeScheduler> pulses = new ConcurrentHashMap<>();

	private final Disposable seconds = Schedulers.parallel()
		.schedulePeriodically(() -> this.pulses.values().forEach(RedisFixture::beat), Pulse.PERIOD.toMillis(),
				Pulse.PERIOD.toMillis(), TimeUnit.MILLISECONDS);

	RedisServer server() {
		return this.server;
	}

	/**
	 * Another node, which is connected, and as patient as a slow machine needs it to be.
	 */
	RedisEngine engine(SimpleMeterRegistry meters) {
		return engine(meters, PATIENCE);
	}

	/**
	 * Another node, which is connected.
	 * @param timeout how long it waits for Redis to answer
	 */
	RedisEngine engine(SimpleMeterRegistry meters, Duration timeout) {
		RedisClient client = RedisClient.create(RedisURI.create("localhost", this.server.port()));
		client.setOptions(RedisEngineConfiguration.failFast(ClientOptions.builder(), timeout).build());
		this.clients.add(client);
		VirtualTimeScheduler pulse = VirtualTimeScheduler.create();
		RedisEngine engine = new RedisEngine(client, new Keys("test", id()),
				new HistoryLimits(20, Duration.ofMinutes(1), 64_000_000), RedisFixture::id, Clock.systemUTC(), meters,
				pulse, Schedulers.boundedElastic());
		this.engines.add(engine);
		this.pulses.put(engine, pulse);
		await().until(() -> engine.trouble() == null);
		return engine;
	}

	RedisEngine engine() {
		return engine(new SimpleMeterRegistry());
	}

	/**
	 * Have all nodes look now at what they look at every second, but for those that still
	 * wait for a canary.
	 */
	void beat() {
		this.pulses.forEach((engine, pulse) -> {
			if (engine.trouble() == null) {
				beat(pulse);
			}
		});
	}

	private static void beat(VirtualTimeScheduler pulse) {
		pulse.advanceTimeBy(Pulse.PERIOD);
	}

	private static String id() {
		return UUID.randomUUID().toString().substring(0, 8);
	}

	/**
	 * Stop all nodes and forget what they did.
	 */
	void reset() {
		this.pulses.clear();
		this.engines.forEach(RedisEngine::dispose);
		this.engines.clear();
		this.clients.forEach((client) -> client.shutdown(0, 1, TimeUnit.SECONDS));
		this.clients.clear();
		this.server.command("FLUSHALL");
	}

	@Override
	public void close() {
		this.seconds.dispose();
		reset();
		this.server.close();
	}

}
