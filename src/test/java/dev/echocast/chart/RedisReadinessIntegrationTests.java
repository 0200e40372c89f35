package dev.echocast.chart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;

import dev.echocast.EchocastApplication;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the probes of a service answer that has the variables the chart sets, and an
 * engine that is well or not.
 */
class RedisReadinessIntegrationTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private volatile Status engine = Status.UP;

	private ConfigurableApplicationContext service;

	@AfterEach
	void stop() {
		this.service.close();
	}

	@Test
	void aPodThatHasLostRedisStaysReady() throws Exception {
		start(Map.of("redis.readiness", false));
		this.engine = new Status("DEGRADED");
		assertThat(probe("readiness")).isEqualTo(200);
		assertThat(probe("liveness")).isEqualTo(200);
		assertNotReadyWhileItDrains();
	}

	@Test
	void aPodThatHasLostRedisIsNotReadyWhereThatIsWanted() throws Exception {
		start(Map.of("redis.readiness", true));
		assertThat(probe("readiness")).isEqualTo(200);
		this.engine = new Status("DEGRADED");
		assertThat(probe("readiness")).isEqualTo(503);
		assertThat(probe("liveness")).isEqualTo(200);
		this.engine = Status.DOWN;
		assertThat(probe("readiness")).isEqualTo(503);
		assertNotReadyWhileItDrains();
	}

	private void assertNotReadyWhileItDrains() throws Exception {
		this.engine = Status.UP;
		assertThat(probe("readiness")).isEqualTo(200);
		AvailabilityChangeEvent.publish(this.service, ReadinessState.REFUSING_TRAFFIC);
		assertThat(probe("readiness")).isEqualTo(503);
	}

	private void start(Map<String, ?> values) {
		Map<String, Object> variables = new HashMap<>();
		Chart.render("redis", values)
			.the(Deployment.class)
			.getSpec()
			.getTemplate()
			.getSpec()
			.getContainers()
			.get(0)
			.getEnv()
			.stream()
			.filter((variable) -> variable.getName().startsWith("MANAGEMENT_"))
			.forEach((variable) -> variables.put(variable.getName(), variable.getValue()));
		SpringApplication application = new SpringApplication(EchocastApplication.class);
		application.addInitializers((context) -> {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("pod-systemEnvironment", variables));
			((GenericApplicationContext) context).registerBean("engine", HealthIndicator.class,
					() -> () -> Health.status(this.engine).build());
		});
		this.service = application.run("--server.port=0");
	}

	private int probe(String group) throws IOException, InterruptedException {
		String port = this.service.getEnvironment().getRequiredProperty("local.server.port");
		URI uri = URI.create("http://localhost:" + port + "/actuator/health/" + group);
		return HTTP.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), BodyHandlers.ofString()).statusCode();
	}

}
