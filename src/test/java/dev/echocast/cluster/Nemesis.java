package dev.echocast.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import dev.echocast.support.RedisServer;

/**
 * Hurts a cluster, one blow after the other, in an order of its own.
 */
final class Nemesis {

	/** What may happen. */
	enum Blow {

		KILL_CONNECTIONS, KILL_PUBSUB, SUSPEND, RESTART, LOSE_EVERYTHING, OVERFLOW, CUT, STALL, REPLACE_NODE

	}

	private final Cluster cluster;

	private final Random random;

	private final List<Blow> blows = new ArrayList<>(List.of(Blow.values()));

	/** How long each takes, and how long the cluster has to recover. */
	private final int millis;

	private volatile int padding;

	/**
	 * Create a nemesis.
	 * @param extra how many blows it deals beside one of each kind
	 * @param millis how long a blow lasts, and at least how long the time after it
	 */
	Nemesis(Cluster cluster, Random random, int extra, int millis) {
		this.cluster = cluster;
		this.random = random;
		this.millis = millis;
		List<Blow> repeatable = this.blows.stream().filter((blow) -> blow != Blow.LOSE_EVERYTHING).toList();
		for (int i = 0; i < extra; i++) {
			this.blows.add(repeatable.get(random.nextInt(repeatable.size())));
		}
		Collections.shuffle(this.blows, random);
	}

	List<Blow> blows() {
		return this.blows;
	}

	/** How large messages are to be beside their names: large ones fill buffers. */
	int padding() {
		return this.padding;
	}

	void rage() throws InterruptedException {
		for (Blow blow : this.blows) {
			Thread.sleep(this.millis / 2 + this.random.nextInt(this.millis / 2));
			deal(blow);
		}
		Thread.sleep(this.millis);
	}

	private void deal(Blow blow) throws InterruptedException {
		RedisServer redis = this.cluster.redis();
		int victim = this.random.nextInt(Cluster.NODES);
		Node node = this.cluster.node(victim);
		switch (blow) {
			case KILL_CONNECTIONS -> redis.command("CLIENT", "KILL", "TYPE", "normal");
			case KILL_PUBSUB -> redis.command("CLIENT", "KILL", "TYPE", "pubsub");
			case SUSPEND -> {
				redis.suspend();
				Thread.sleep(this.millis);
				redis.resume();
			}
			case RESTART -> {
				redis.kill();
				Thread.sleep(this.random.nextInt(this.millis));
				redis.start();
			}
			case LOSE_EVERYTHING -> {
				redis.kill();
				redis.forget();
				redis.start();
			}
			case OVERFLOW -> {
				redis.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1 1 0");
				this.padding = 64 * 1024;
				Thread.sleep(this.millis / 2);
				this.padding = 0;
				redis.command("CONFIG", "SET", "client-output-buffer-limit", "pubsub 32mb 8mb 60");
			}
			case CUT -> {
				node.redis().cut();
				Thread.sleep(this.millis);
				node.redis().heal();
			}
			case STALL -> {
				node.redis().stall();
				Thread.sleep(this.millis);
				node.redis().heal();
			}
			case REPLACE_NODE -> this.cluster.replace(victim);
			default -> throw new IllegalStateException();
		}
	}

}
