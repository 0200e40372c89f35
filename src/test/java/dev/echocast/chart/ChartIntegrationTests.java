package dev.echocast.chart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.echocast.EchocastApplication;
import dev.echocast.support.ApplicationProcess;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import dev.echocast.support.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

import static dev.echocast.support.Timeouts.SOON;
import static dev.echocast.support.Timeouts.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the chart assumes about the service holds for a service that runs with the
 * settings the chart renders.
 */
class ChartIntegrationTests {

	private static final Pattern METRIC = Pattern.compile("\\b([a-z][a-z0-9_]+)(?=\\{)");

	private static final Pattern SAMPLE = Pattern.compile("^([a-z][a-z0-9_]+)[{ ]", Pattern.MULTILINE);

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final Manifests HARDENED = Chart.render("hardened");

	private static RedisServer redis;

	private static ConfigurableApplicationContext service;

	@BeforeAll
	static void serveAndUse(@TempDir Path directory) throws Exception {
		ConfigMap settings = HARDENED.named(ConfigMap.class, "demo-echocast");
		Files.writeString(directory.resolve("application.yaml"), settings.getData().get("application.yaml"));
		redis = RedisServer.create();
		service = SpringApplication.run(EchocastApplication.class,
				"--spring.config.additional-location=file:" + directory + "/", "--server.port=0",
				"--management.server.port=0", "--echocast.engine.type=redis",
				"--spring.data.redis.port=" + redis.port());
		echo("/ws/echo");
		echo("/ws/broadcast");
		get("local.server.port", "/ws/echo");
	}

	@AfterAll
	static void stop() {
		service.close();
		redis.close();
	}

	@Test
	void readsNoMetricThatTheServiceDoesNotHave() throws Exception {
		String scrape = get("local.management.port", "/actuator/prometheus").body();
		Set<String> there = SAMPLE.matcher(scrape).results().map((match) -> match.group(1)).collect(Collectors.toSet());
		Set<String> missing = metricsUsed();
		assertThat(missing).contains("echocast_engine_up");
		missing.removeAll(there);
		assertThat(missing).isEmpty();
	}

	@Test
	void probesPathsThatAnswer() throws Exception {
		Container container = HARDENED.the(Deployment.class).getSpec().getTemplate().getSpec().getContainers().get(0);
		for (Probe probe : Set.of(container.getStartupProbe(), container.getReadinessProbe(),
				container.getLivenessProbe())) {
			assertThat(get("local.management.port", probe.getHttpGet().getPath()).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void keepsTheActuatorOffThePublicPort() throws Exception {
		assertThat(get("local.server.port", "/actuator/prometheus").statusCode()).isEqualTo(404);
		assertThat(get("local.server.port", "/actuator/health").statusCode()).isEqualTo(404);
	}

	/**
	 * The arguments are for an image without a shell, so the message cannot come from
	 * standard input.
	 */
	@Test
	void echoesWithTheArgumentsOfTheTestPod(@TempDir Path directory) throws Exception {
		Pod pod = Chart.renderWithHooks("default", directory).the(Pod.class);
		String local = "ws://localhost:" + port("local.server.port");
		List<String> arguments = pod.getSpec()
			.getContainers()
			.get(0)
			.getArgs()
			.stream()
			.map(argument -> argument.replace("ws://demo-echocast:80", local))
			.toList();
		Process client = limited(new ProcessBuilder(ApplicationProcess.command(List.of(), arguments))
			.redirectInput(Path.of("/dev/null").toFile())
			.redirectErrorStream(true)
			.start());
		String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(client.waitFor()).as(output).isZero();
		assertThat(output).contains("helm test of demo");
	}

	private static Set<String> metricsUsed() throws IOException {
		Stream<String> alerts = HARDENED.the(PrometheusRule.class)
			.getSpec()
			.getGroups()
			.get(0)
			.getRules()
			.stream()
			.map((rule) -> rule.getExpr().getStrVal());
		Stream<String> dashboard = Stream.of(Files.readString(Chart.DIRECTORY.resolve("dashboards/echocast.json")));
		Set<String> used = Stream.concat(alerts, dashboard)
			.flatMap((text) -> METRIC.matcher(text).results())
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
		used.add(Chart.render("autoscaled")
			.the(HorizontalPodAutoscaler.class)
			.getSpec()
			.getMetrics()
			.get(0)
			.getPods()
			.getMetric()
			.getName());
		// Prometheus makes this one itself.
		used.remove("up");
		assertThat(used).hasSizeGreaterThan(20);
		return used;
	}

	private static void echo(String path) {
		URI uri = URI.create("ws://localhost:" + port("local.server.port") + path);
		new ReactorNettyWebSocketClient()
			.execute(uri,
					(session) -> session.send(Mono.just(session.textMessage("hi")))
						.then(session.receive().map(WebSocketMessage::getPayloadAsText).next())
						.then(session.close()))
			.block(SOON);
	}

	private static HttpResponse<String> get(String port, String path) throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + port(port) + path);
		return HTTP.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), BodyHandlers.ofString());
	}

	private static String port(String name) {
		return service.getEnvironment().getRequiredProperty(name);
	}

}
