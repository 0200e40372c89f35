package dev.echocast.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
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

	private final List<Blow> blows = new ArrayList<>(List.of(Blow.LOSE_EVERYTHING));

	/** How long each takes, and how long the cluster has to recover. */
	private final int millis;

	private volatile int padding;

	/**
	 * Create a nemesis.
	 * @param count how many blows it deals: everything is lost once, and of all others
	 * each comes once before one comes twice
	 * @param millis how long a blow lasts, and at least how long the time after it
	 */
	Nemesis(Cluster cluster, Random random, int count, int millis) {
		this.cluster = cluster;
		this.random = random;
		this.millis = millis;
		List<Blow> others = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Blow.LOSE_EVERYTHING)));
		while (this.blows.size() < count) {
			Collections.shuffle(others, random);
			this.blows.addAll(others.subList(0, Math.min(others.size(), count - this.blows.size())));
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

	/**
	 * Deal all blows.
	 * @param recovery waits until the cluster does again what it is for
	 */
	void rage(Runnable recovery) throws InterruptedException {
		for (Blow blow : this.blows) {
			Thread.sleep(this.millis / 2 + this.random.nextInt(this.millis / 2));
			recovery.run();
			deal(blow);
		}
		Thread.sleep(this.millis);
		recovery.run();
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
