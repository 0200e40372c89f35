package dev.echocast.engine.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.echocast.engine.BroadcastEngineContract;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.support.RedisServer;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a node makes of a Redis Cluster that loses a server: one that has all topics, or
 * its replica.
 */
class RedisClusterTests {

	private final RedisServer master = RedisServer.createForCluster();

	private final RedisServer replica = RedisServer.createForCluster();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final List<Runnable> closing = new ArrayList<>();

	@BeforeEach
	void meet() {
		this.master.command(
				Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), IntStream.range(0, 16_384).mapToObj(Integer::toString))
					.toArray(String[]::new));
		this.replica.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(this.master.port()));
		String id = this.master.command("CLUSTER", "MYID");
		await().ignoreExceptions().until(() -> this.replica.command("CLUSTER", "REPLICATE", id).equals("OK"));
		await().until(() -> this.replica.command("INFO", "replication").contains("master_link_status:up"));
		await().until(() -> this.master.command("CLUSTER", "NODES").contains("slave"));
	}

	@AfterEach
	void close() {
		this.closing.forEach(Runnable::run);
		this.master.close();
		this.replica.close();
	}

	private RedisEngine engine() {
		RedisClusterClient client = RedisClusterClient.create(RedisURI.create("127.0.0.1", this.master.port()));
		client.setOptions((ClusterClientOptions) RedisEngineConfiguration
			.failFast(ClusterClientOptions.builder(), Duration.ofSeconds(1))
			.build());
		RedisEngine engine = new RedisEngine(client, new Keys("test", UUID.randomUUID().toString().substring(0, 8)),
				new HistoryLimits(20, Duration.ofMinutes(1), 64_000_000),
				() -> UUID.randomUUID().toString().substring(0, 8), Clock.systemUTC(), this.meters,
				Schedulers.parallel(), Schedulers.boundedElastic());
		this.closing.add(engine::dispose);
		this.closing.add(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
		await().until(() -> engine.trouble() == null);
		return engine;
	}

	private void publish(RedisEngine engine, String text) {
		await().ignoreExceptions()
			.until(() -> engine.publish(BroadcastEngineContract.message("t", text)).block() != null);
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void publishingGoesOnWithoutAReplica() {
		this.replica.kill();
		publish(engine(), "1");
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void publishingGoesOnWhenAReplicaHasTakenOver() {
		RedisEngine engine = engine();
		engine.publications("t").subscribe((it) -> this.received.add(new String(it.message().payload())));
		publish(engine, "1");
		await().until(() -> this.received.size() == 1);
		await().until(() -> offset(this.master, "master_repl_offset") == offset(this.replica, "slave_repl_offset"));
		this.master.kill();
		await().ignoreExceptions().until(() -> this.replica.command("CLUSTER", "FAILOVER", "TAKEOVER").equals("OK"));
		publish(engine, "2");
		await().until(() -> this.received.size() == 2);
		assertThat(this.received).containsExactly("1", "2");
		assertThat(this.meters.get("echocast.engine.gaps").counter().count()).isZero();
	}

	private static long offset(RedisServer server, String name) {
		return server.command("INFO", "replication")
			.lines()
			.filter((line) -> line.startsWith(name + ":"))
			.mapToLong((line) -> Long.parseLong(line.substring(name.length() + 1).trim()))
			.sum();
	}

}
