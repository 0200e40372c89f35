package dev.echocast.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import dev.echocast.cluster.Journal.Acknowledged;
import dev.echocast.cluster.Journal.Delivered;
import dev.echocast.cluster.Journal.Entry;
import dev.echocast.cluster.Journal.Opened;
import dev.echocast.cluster.Journal.Welcomed;
import dev.echocast.engine.Position;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.echocast.support.Timeouts.LONG;
import static dev.echocast.support.Timeouts.SOON;
import static org.awaitility.Awaitility.await;

/**
 * Publishers and members of some topics: in each, two publishers, a member that stays
 * where it is, two that change the node every now and then, and visitors, one after the
 * other. Each connects to any node.
 */
final class Load implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Supplier<List<Integer>> ports;

	private final Random random;

	private final List<String> topics;

	private final List<HttpPublisher> publishers = new ArrayList<>();

	private final List<Follower> followers = new ArrayList<>();

	private final List<Future<List<Acknowledged>>> publishing = new ArrayList<>();

	private final List<Future<List<Journal>>> visiting = new ArrayList<>();

	private volatile boolean running = true;

	/**
	 * Create a load.
	 * @param ports where nodes are, or have been
	 */
	Load(List<String> topics, Supplier<List<Integer>> ports, Random random) {
		this.topics = topics;
		this.ports = ports;
		this.random = random;
	}

	/**
	 * Begin.
	 * @param padding how large HTTP messages are beside their names
	 */
	void start(IntSupplier padding) {
		for (String topic : this.topics) {
			for (int i = 0; i < 3; i++) {
				this.followers.add(new Follower("follower-" + i, topic, any()));
			}
			HttpPublisher http = new HttpPublisher("http", topic, any());
			JsonPublisher json = new JsonPublisher("json", topic, any());
			this.publishers.add(http);
			this.publishing.add(this.threads.submit(() -> publish(http, padding)));
			this.publishing.add(this.threads.submit(() -> publish(json)));
			IntSupplier ports = any();
			this.visiting.add(this.threads.submit(() -> visit(topic, ports)));
		}
		Random random = new Random(this.random.nextLong());
		this.visiting.add(this.threads.submit(() -> roam(random)));
	}

	private IntSupplier any() {
		Random random = new Random(this.random.nextLong());
		return () -> {
			List<Integer> ports = this.ports.get();
			return ports.get(random.nextInt(ports.size()));
		};
	}

	private List<Acknowledged> publish(HttpPublisher publisher, IntSupplier padding) throws InterruptedException {
		List<Acknowledged> acknowledged = new ArrayList<>();
		while (this.running) {
			acknowledged.add(publisher.publish(padding.getAsInt(), SOON));
			Thread.sleep(10);
		}
		return acknowledged;
	}

	private List<Acknowledged> publish(JsonPublisher publisher) throws InterruptedException {
		while (this.running) {
			publisher.publish();
			Thread.sleep(10);
		}
		return publisher.finish();
	}

	private List<Journal> visit(String topic, IntSupplier ports) throws InterruptedException {
		List<Journal> journals = new ArrayList<>();
		while (this.running) {
			Follower visitor = new Follower("visitor-" + journals.size(), topic, ports);
			Thread.sleep(700);
			journals.add(visitor.leave(false));
		}
		return journals;
	}

	private List<Journal> roam(Random random) throws InterruptedException {
		while (this.running) {
			Thread.sleep(150);
			int one = random.nextInt(this.followers.size());
			if (one % 3 != 0) {
				this.followers.get(one).roam();
			}
		}
		return List.of();
	}

	/**
	 * Wait until so many more messages were acknowledged in each topic.
	 */
	void awaitAcknowledged(int count) {
		for (HttpPublisher publisher : this.publishers) {
			int before = publisher.acknowledged();
			await().until(() -> publisher.acknowledged() >= before + count);
		}
	}

	/**
	 * End: publish a last message to each topic, wait until everybody has got to it, and
	 * check what everybody saw.
	 * @param losses how often everything was lost
	 */
	Checker.Report finish(int losses) throws Exception {
		return finish(losses, true);
	}

	/**
	 * The same.
	 * @param allKept whether the history has everything from the beginning
	 */
	Checker.Report finish(int losses, boolean allKept) throws Exception {
		this.running = false;
		List<Acknowledged> acknowledged = gather(this.publishing);
		List<Journal> journals = gather(this.visiting);
		Map<String, Position> ends = new HashMap<>();
		for (String topic : this.topics) {
			Acknowledged last = new HttpPublisher("last", topic, any()).publish(0, SOON);
			acknowledged.add(last);
			ends.put(topic, last.position());
		}
		awaitQuiet(ends);
		this.followers.forEach((follower) -> journals.add(follower.leave(true)));
		for (int port : allKept ? this.ports.get() : List.<Integer>of()) {
			for (String topic : this.topics) {
				journals.add(history(port, topic, ends.get(topic)));
			}
		}
		return Checker.check(journals, acknowledged, ends, losses);
	}

	private static <T> List<T> gather(List<Future<List<T>>> futures) throws Exception {
		List<T> all = new ArrayList<>();
		for (Future<List<T>> future : futures) {
			all.addAll(future.get(LONG.toSeconds(), TimeUnit.SECONDS));
		}
		return all;
	}

	private void awaitQuiet(Map<String, Position> ends) {
		try {
			await().until(() -> this.followers.stream().allMatch((it) -> ends.get(it.topic()).equals(it.position())));
		}
		catch (ConditionTimeoutException ex) {
			// The checker says who is missing what.
		}
	}

	/** What a node has of a topic's epoch, as if a member had got it. */
	private static Journal history(int port, String topic, Position end) throws IOException, InterruptedException {
		List<Entry> entries = new ArrayList<>();
		Position at = new Position(end.epoch(), 0);
		entries.add(new Opened(at));
		boolean more = true;
		while (more) {
			JsonNode page = page(port, topic, at);
			if (entries.size() == 1) {
				entries.add(new Welcomed(Position.parse(page.path("position").asString()),
						page.path("recovered").asBoolean()));
			}
			for (JsonNode message : page.path("messages")) {
				at = Position.parse(message.path("position").asString());
				entries.add(new Delivered(at, Follower.id(message.path("text").asString())));
			}
			more = !page.path("messages").isEmpty() && !at.equals(end);
		}
		return new Journal("the history on port " + port, topic, true, entries);
	}

	private static JsonNode page(int port, String topic, Position since) throws IOException, InterruptedException {
		URI uri = URI
			.create("http://localhost:" + port + "/api/topics/" + topic + "/messages?limit=1000&since=" + since);
		return JsonMapper.shared()
			.readTree(
					Node.HTTP.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), BodyHandlers.ofString()).body());
	}

	/** How publishers fared. */
	@Override
	public String toString() {
		return "%d attempts in vain, slowest answer %d ms".formatted(
				this.publishers.stream().mapToInt(HttpPublisher::refused).sum(),
				this.publishers.stream().mapToLong((it) -> it.slowest().toMillis()).max().orElse(0));
	}

	@Override
	public void close() {
		this.running = false;
		this.threads.shutdownNow();
		this.followers.forEach((follower) -> follower.leave(false));
	}

}
