package dev.echocast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.EchocastApplication;
import dev.echocast.support.Conversation;
import dev.echocast.support.Cut;
import dev.echocast.support.RedisServer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.SOON;
import static org.awaitility.Awaitility.await;

/**
 * A node of a cluster: a service of its own that its peers and Redis are connected to
 * over lines which can be cut.
 */
final class Node implements AutoCloseable {

	static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(SOON).build();

	private static final String JSON = "Sec-WebSocket-Protocol: echocast.v1.json";

	private final String name;

	private final Cut redis;

	private final ConfigurableApplicationContext service;

	private final Cut front;

	private Node(String name, Cut redis, ConfigurableApplicationContext service) {
		this.name = name;
		this.redis = redis;
		this.service = service;
		this.front = Cut.to(Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port")));
	}

	static Node start(String name, RedisServer redis, String... settings) {
		Cut line = Cut.to(redis.port());
		List<String> arguments = new ArrayList<>(List.of("--HOSTNAME=" + name, "--server.port=0",
				"--echocast.engine.type=redis", "--spring.data.redis.url=redis://localhost:" + line.port(),
				"--echocast.drain.period=0s", "--management.endpoint.health.show-details=always"));
		for (String setting : settings) {
			arguments.add("--" + setting);
		}
		return new Node(name, line, SpringApplication.run(EchocastApplication.class, arguments.toArray(String[]::new)));
	}

	String name() {
		return this.name;
	}

	/** The line to Redis. */
	Cut redis() {
		return this.redis;
	}

	/** Where peers connect. */
	int port() {
		return this.front.port();
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + port() + path);
	}

	/** Join a topic raw, and say so: who gets something back has joined. */
	Conversation joinRaw(String topicAndQuery) {
		return Conversation.open(port(), "/ws/broadcast/" + topicAndQuery).send(text("joined")).expect(text("joined"));
	}

	Conversation open(String path, String... headers) {
		return Conversation.open(port(), path, headers);
	}

	/** Join a topic in JSON. */
	JsonPeer join(String topicAndQuery) {
		return new JsonPeer(Conversation.open(port(), "/ws/broadcast/" + topicAndQuery, JSON));
	}

	/** Publish a text over HTTP. */
	HttpResponse<String> publish(String topic, String text, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/topics/" + topic + "/messages"))
			.header("Content-Type", "text/plain")
			.POST(HttpRequest.BodyPublishers.ofString(text));
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	/** Publish a text under a key until Redis is there to take it. */
	void publishUntilTaken(String topic, String text) {
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> publish(topic, text, "Idempotency-Key", text).statusCode() == 202);
	}

	/** What health says of the engine. */
	String engineStatus() {
		return json("/actuator/health").path("components").path("engine").path("status").asString();
	}

	HttpResponse<String> get(String path) {
		return send(HttpRequest.newBuilder(uri(path)));
	}

	HttpResponse<String> delete(String path) {
		return send(HttpRequest.newBuilder(uri(path)).DELETE());
	}

	JsonNode json(String path) {
		return JsonMapper.shared().readTree(get(path).body());
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return HTTP.send(request.timeout(SOON).build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Be gone without goodbye, neither to peers nor to other nodes. */
	void abandon() {
		this.front.cut();
		this.redis.cut();
		close();
	}

	/** Stop in order. */
	@Override
	public void close() {
		this.service.close();
		this.front.close();
		this.redis.close();
	}

}
