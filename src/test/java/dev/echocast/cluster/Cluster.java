package dev.echocast.cluster;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

import dev.echocast.support.RedisServer;

/**
 * Three nodes with one Redis. Whoever asks for a node while one is away may get that one,
 * as a peer behind a load balancer may.
 */
final class Cluster implements AutoCloseable {

	static final int NODES = 3;

	private final RedisServer redis = RedisServer.create();

	private final AtomicReferenceArray<Node> nodes = new AtomicReferenceArray<>(NODES);

	private final String[] settings;

	private int started;

	Cluster(String... settings) {
		this.settings = settings;
		for (int i = 0; i < NODES; i++) {
			this.nodes.set(i, start());
		}
	}

	private Node start() {
		return Node.start("node-" + ++this.started, this.redis, this.settings);
	}

	RedisServer redis() {
		return this.redis;
	}

	Node node(int index) {
		return this.nodes.get(index);
	}

	/** Where the nodes are. */
	List<Integer> ports() {
		return IntStream.range(0, NODES).mapToObj((index) -> node(index).port()).toList();
	}

	/** Have a node gone without goodbye, and a new one in its place. */
	void replace(int index) {
		node(index).abandon();
		this.nodes.set(index, start());
	}

	@Override
	public void close() {
		for (int i = 0; i < NODES; i++) {
			this.nodes.get(i).close();
		}
		this.redis.close();
	}

}
