package dev.echocast.startup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.echocast.EchocastApplication;
import org.junit.jupiter.api.AfterEach;
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

	private ConfigurableApplicationContext service;

	@AfterEach
	void stop() {
		this.service.close();
	}

	@Test
	void probesAreOnTheMainPortWhereverManagementIs() throws Exception {
		start("--management.server.port=0");
		assertThat(get("server", "/livez").statusCode()).isEqualTo(200);
		assertThat(get("server", "/readyz").statusCode()).isEqualTo(200);
		assertThat(get("server", "/actuator/health").statusCode()).isEqualTo(404);
		assertThat(get("management", "/actuator/health/readiness").statusCode()).isEqualTo(200);
		this.service.close();
		start();
		assertThat(get("server", "/livez").statusCode()).isEqualTo(200);
		assertThat(get("server", "/readyz").statusCode()).isEqualTo(200);
		assertThat(get("server", "/actuator/health").statusCode()).isEqualTo(200);
	}

	/**
	 * Probes and scrapes come over connections that are kept.
	 */
	@Test
	void aKeptConnectionIsAnsweredEveryTime() throws Exception {
		start();
		for (int i = 0; i < 2000; i++) {
			assertThat(get("server", "/livez").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void onlyHealthAndInfoAreExposed() throws Exception {
		start("--management.server.port=0");
		assertThat(get("management", "/actuator/info").statusCode()).isEqualTo(200);
		JsonNode links = new ObjectMapper().readTree(get("management", "/actuator").body()).get("_links");
		assertThat(links.fieldNames()).toIterable().containsExactlyInAnyOrder("self", "health", "health-path", "info");
		for (String path : List.of("metrics", "prometheus", "sessions", "env", "shutdown")) {
			assertThat(get("management", "/actuator/" + path).statusCode()).as(path).isEqualTo(404);
		}
	}

	@Test
	void livenessNeverLooksOutside() throws Exception {
		SpringApplication application = new SpringApplication(EchocastApplication.class);
		application.addInitializers((context) -> ((GenericApplicationContext) context).registerBean("outside",
				HealthIndicator.class, () -> () -> Health.down().build()));
		this.service = application.run("--server.port=0");
		assertThat(get("server", "/actuator/health").statusCode()).isEqualTo(503);
		assertThat(get("server", "/livez").statusCode()).isEqualTo(200);
	}

	private void start(String... arguments) {
		String[] all = Arrays.copyOf(arguments, arguments.length + 1);
		all[arguments.length] = "--server.port=0";
		this.service = SpringApplication.run(EchocastApplication.class, all);
	}

	private HttpResponse<String> get(String port, String path) throws IOException, InterruptedException {
		String number = this.service.getEnvironment().getRequiredProperty("local." + port + ".port");
		return HTTP.send(HttpRequest.newBuilder(URI.create("http://localhost:" + number + path)).timeout(SOON).build(),
				BodyHandlers.ofString());
	}

}
