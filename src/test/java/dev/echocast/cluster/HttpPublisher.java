package dev.echocast.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.IntSupplier;

import dev.echocast.cluster.Journal.Acknowledged;
import dev.echocast.engine.Position;
import dev.echocast.support.Timeouts;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes over HTTP, each message under a key, and repeats it on one node after the
 * other until it is acknowledged.
 */
final class HttpPublisher {

	/** Longer than a node may take for an answer. */
	private static final Duration PATIENCE = Timeouts.scaled(Duration.ofSeconds(5));

	private final String name;

	private final String topic;

	private final IntSupplier ports;

	private int number;

	private volatile int acknowledged;

	private Duration slowest = Duration.ZERO;

	private int refused;

	HttpPublisher(String name, String topic, IntSupplier ports) {
		this.name = name;
		this.topic = topic;
		this.ports = ports;
	}

	/**
	 * Publish the next message.
	 * @param padding how many bytes it has beside its name
	 * @param patience when to give up
	 */
	Acknowledged publish(int padding, Duration patience) throws InterruptedException {
		String id = this.name + "#" + ++this.number;
		long begin = System.nanoTime();
		while (System.nanoTime() - begin < patience.toNanos()) {
			long start = System.nanoTime();
			HttpResponse<String> answer = attempt(id, padding);
			Duration took = Duration.ofNanos(System.nanoTime() - start);
			this.slowest = (took.compareTo(this.slowest) > 0) ? took : this.slowest;
			if (answer != null && answer.statusCode() == 202) {
				this.acknowledged++;
				String position = JsonMapper.shared().readTree(answer.body()).path("position").asString();
				return new Acknowledged(this.topic, id, Position.parse(position));
			}
			if (answer != null && answer.statusCode() != 503) {
				throw new IllegalStateException(answer + ": " + answer.body());
			}
			this.refused++;
			Thread.sleep(50);
		}
		throw new IllegalStateException(id + " was never acknowledged");
	}

	/** The answer; {@code null} when there is none. */
	private HttpResponse<String> attempt(String id, int padding) throws InterruptedException {
		try {
			return Node.HTTP.send(HttpRequest
				.newBuilder(URI
					.create("http://localhost:" + this.ports.getAsInt() + "/api/topics/" + this.topic + "/messages"))
				.timeout(PATIENCE)
				.header("Content-Type", "text/plain")
				.header("Idempotency-Key", id)
				.POST(BodyPublishers.ofString(id + " " + "x".repeat(padding)))
				.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			return null;
		}
	}

	/** How many messages were acknowledged. */
	int acknowledged() {
		return this.acknowledged;
	}

	/** The longest that an answer, or the lack of one, took. */
	Duration slowest() {
		return this.slowest;
	}

	/** How many attempts were in vain. */
	int refused() {
		return this.refused;
	}

}
