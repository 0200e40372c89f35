package dev.echocast.session;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.echocast.EchocastApplication;
import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class DrainIntegrationTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final List<Conversation> peers = new ArrayList<>();

	private ConfigurableApplicationContext service;

	@AfterEach
	void stop() {
		this.service.close();
		this.peers.forEach(Conversation::close);
	}

	@Test
	void everySessionGetsItsMessagesAnd1001(CapturedOutput output) {
		start("--echocast.drain.period=1s");
		for (int i = 0; i < 300; i++) {
			open((i % 2 == 0) ? "/ws/broadcast/news" : "/ws/echo");
		}
		await().until(() -> registry().remaining() == 300);
		assertThat(http("server", "POST", "/api/topics/news/messages")).isEqualTo(202);
		long begin = System.nanoTime();
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.service::close);
		for (int i = 0; i < this.peers.size(); i++) {
			Conversation peer = this.peers.get(i);
			if (i % 2 == 0) {
				peer.expect(text("hello"));
			}
			peer.expect(close(1001, "shutting down: reconnect")).send(close(1001, "")).expectEnd();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
		assertThat(stopped).succeedsWithin(SOON);
		assertThat(output).contains("Drain begins: 300 sessions and 0 event streams over 1000 ms")
			.containsPattern("Drain ended after \\d+ ms: 0 sessions did not answer")
			.doesNotContain("WARN", "ERROR", "Exception");
	}

	@Test
	void whileItDrainsNobodyElseIsLetIn() {
		start("--echocast.drain.period=60s");
		open("/ws/echo");
		open("/ws/echo");
		assertThat(http("management", "GET", "/actuator/health/readiness")).isEqualTo(200);
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.service::close);
		await().until(() -> http("management", "GET", "/actuator/health/readiness") == 503);
		assertThat(http("management", "GET", "/actuator/health/liveness")).isEqualTo(200);
		await().untilAsserted(() -> {
			try (Conversation late = Conversation.connect(port("server"))) {
				assertThat(late.request("GET", "/ws/echo").response()).startsWith("HTTP/1.1 503 ")
					.containsIgnoringCase("retry-after: 60\r\n");
			}
		});
		assertThat(http("management", "GET", "/actuator/metrics/echocast.drain.remaining")).isEqualTo(200);
		this.peers.forEach(Conversation::reset);
		assertThat(stopped).succeedsWithin(SOON);
	}

	@Test
	void peersThatDoNotAnswerAreCutAndCounted(CapturedOutput output) {
		start("--echocast.drain.period=0s", "--echocast.transport.close-timeout=300ms");
		Conversation silent = open("/ws/echo");
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.service::close);
		silent.expect(Frame.close(1001, "shutting down: reconnect")).expectEnd();
		assertThat(stopped).succeedsWithin(SOON);
		assertThat(output).containsPattern("Drain ended after \\d+ ms: 1 sessions did not answer");
	}

	@Test
	void withNothingOpenItDoesNotWaitForThePeriod(CapturedOutput output) {
		start("--echocast.drain.period=24h");
		assertThat(CompletableFuture.runAsync(this.service::close)).succeedsWithin(SOON);
		assertThat(output).containsPattern("Drain ended after \\d+ ms: 0 sessions did not answer");
	}

	private void start(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--server.port=0", "--management.server.port=0",
				"--management.endpoints.web.exposure.include=*"));
		this.service = SpringApplication.run(EchocastApplication.class, all.toArray(String[]::new));
	}

	private Conversation open(String path) {
		Conversation peer = Conversation.open(port("server"), path);
		this.peers.add(peer);
		return peer;
	}

	private SessionRegistry registry() {
		return this.service.getBean(SessionRegistry.class);
	}

	private int port(String name) {
		return Integer.parseInt(this.service.getEnvironment().getRequiredProperty("local." + name + ".port"));
	}

	private int http(String port, String method, String path) {
		try {
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port(port) + path))
				.method(method, HttpRequest.BodyPublishers.ofString("hello"))
				.header("Content-Type", "text/plain")
				.timeout(SOON)
				.build();
			return HTTP.send(request, BodyHandlers.discarding()).statusCode();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
