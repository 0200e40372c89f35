package dev.echocast.startup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.echocast.EchocastApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

class ManagementIntegrationTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	/** What something outside of the service says. */
	private static volatile Health outside;

	/** With management on a port of its own. */
	private static ConfigurableApplicationContext apart;

	private static ConfigurableApplicationContext together;

	@BeforeAll
	static void start() {
		apart = start("--server.port=0", "--management.server.port=0");
		together = start("--server.port=0");
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		SpringApplication application = new SpringApplication(EchocastApplication.class);
		application.addInitializers((context) -> ((GenericApplicationContext) context).registerBean("outside",
				HealthIndicator.class, () -> () -> outside));
		return application.run(arguments);
	}

	@BeforeEach
	void allIsWellOutside() {
		outside = Health.up().build();
	}

	@AfterAll
	static void stop() {
		apart.close();
		together.close();
	}

	@Test
	void probesAreOnTheMainPortWhereverManagementIs() throws Exception {
		assertThat(get(apart, "server", "/livez").statusCode()).isEqualTo(200);
		assertThat(get(apart, "server", "/readyz").statusCode()).isEqualTo(200);
		assertThat(get(apart, "server", "/actuator/health").statusCode()).isEqualTo(404);
		assertThat(get(apart, "management", "/actuator/health/readiness").statusCode()).isEqualTo(200);
		assertThat(get(together, "server", "/livez").statusCode()).isEqualTo(200);
		assertThat(get(together, "server", "/readyz").statusCode()).isEqualTo(200);
		assertThat(get(together, "server", "/actuator/health").statusCode()).isEqualTo(200);
	}

	/**
	 * Probes and scrapes come over connections that are kept.
	 */
	@Test
	void aKeptConnectionIsAnsweredEveryTime() throws Exception {
		for (int i = 0; i < 200; i++) {
			assertThat(get(together, "server", "/livez").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void onlyHealthAndInfoAreExposed() throws Exception {
		assertThat(get(apart, "management", "/actuator/info").statusCode()).isEqualTo(200);
		JsonNode links = new ObjectMapper().readTree(get(apart, "management", "/actuator").body()).get("_links");
		assertThat(links.fieldNames()).toIterable().containsExactlyInAnyOrder("self", "health", "health-path", "info");
		for (String path : List.of("metrics", "prometheus", "sessions", "env", "shutdown")) {
			assertThat(get(apart, "management", "/actuator/" + path).statusCode()).as(path).isEqualTo(404);
		}
	}

	@Test
	void livenessNeverLooksOutside() throws Exception {
		outside = Health.down().build();
		assertThat(get(together, "server", "/actuator/health").statusCode()).isEqualTo(503);
		assertThat(get(together, "server", "/livez").statusCode()).isEqualTo(200);
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext service, String port, String path)
			throws IOException, InterruptedException {
		String number = service.getEnvironment().getRequiredProperty("local." + port + ".port");
		return HTTP.send(HttpRequest.newBuilder(URI.create("http://localhost:" + number + path)).timeout(SOON).build(),
				BodyHandlers.ofString());
	}

}
