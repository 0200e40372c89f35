package dev.echocast.chart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.echocast.EchocastApplication;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service that runs with the file and the variables that the chart renders asks who a
 * peer is, and its probes and metrics go on.
 */
class AccessIntegrationTests {

	private static final String KEY = "ek_of-the-test";

	private static final Map<String, String> SECRETS = Map.of("hs256", "the secret of now, of 32 bytes or more",
			"hs256-previous", "the secret from before, of 32 bytes or more");

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static Manifests manifests;

	private static ConfigurableApplicationContext service;

	@BeforeAll
	static void serve(@TempDir Path directory) throws Exception {
		String hash = HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8)));
		manifests = Chart.render("access",
				Map.of("access.keys[1].sha256[0]", hash, "access.keys[1].grants[0].allow[1]", "operate"));
		Files.writeString(directory.resolve("application.yaml"),
				manifests.named(ConfigMap.class, "demo-echocast").getData().get("application.yaml"));
		SpringApplication application = new SpringApplication(EchocastApplication.class);
		application.addInitializers((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("pod-systemEnvironment", variables())));
		service = application.run("--spring.config.additional-location=file:" + directory + "/", "--server.port=0",
				"--management.server.port=0");
	}

	private static Map<String, Object> variables() {
		Map<String, Object> variables = new HashMap<>();
		container().getEnv()
			.stream()
			.filter((variable) -> variable.getValueFrom() != null)
			.forEach((variable) -> variables.put(variable.getName(),
					SECRETS.get(variable.getValueFrom().getSecretKeyRef().getKey())));
		assertThat(variables).hasSize(2);
		return variables;
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void takesKeysByTheirHash() throws Exception {
		assertThat(handshake("/ws/echo", null)).isEqualTo(401);
		assertThat(handshake("/ws/echo", "ek_another")).isEqualTo(401);
		assertThat(handshake("/ws/echo", KEY)).isEqualTo(101);
		assertThat(handshake("/ws/broadcast/public", null)).isEqualTo(101);
	}

	@Test
	void takesTokensOfBothSecrets() throws Exception {
		assertThat(handshake("/ws/broadcast/news.sport", token("alice", "hs256"))).isEqualTo(101);
		assertThat(handshake("/ws/broadcast/news.sport", token("alice", "hs256-previous"))).isEqualTo(101);
	}

	@Test
	void readsThePlaceOfTheUserInAPattern() throws Exception {
		assertThat(handshake("/ws/broadcast/user.alice", token("alice", "hs256"))).isEqualTo(101);
		assertThat(handshake("/ws/broadcast/user.alice.inbox?history=1", token("alice", "hs256"))).isEqualTo(101);
		assertThat(handshake("/ws/broadcast/user.bob", token("alice", "hs256"))).isEqualTo(403);
		assertThat(handshake("/ws/broadcast/user." + System.getProperty("user.name"), token("alice", "hs256")))
			.isEqualTo(403);
	}

	@Test
	void probesAndScrapesNeedNoToken() throws Exception {
		for (Probe probe : new Probe[] { container().getStartupProbe(), container().getReadinessProbe(),
				container().getLivenessProbe() }) {
			assertThat(manage("GET", probe.getHttpGet().getPath(), null).statusCode()).isEqualTo(200);
		}
		String scraped = manifests.the(ServiceMonitor.class).getSpec().getEndpoints().get(0).getPath();
		assertThat(manage("GET", scraped, null).statusCode()).isEqualTo(200);
	}

	@Test
	void toCloseSessionsIsForOperators() throws Exception {
		assertThat(manage("DELETE", "/actuator/sessions/none", null).statusCode()).isEqualTo(401);
		assertThat(manage("DELETE", "/actuator/sessions/none", token("alice", "hs256")).statusCode()).isEqualTo(403);
		assertThat(manage("DELETE", "/actuator/sessions/none", KEY).statusCode()).isEqualTo(404);
	}

	private static String token(String user, String secret) throws Exception {
		SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256),
				new JWTClaimsSet.Builder().subject(user)
					.audience("echocast")
					.issueTime(Date.from(Instant.now()))
					.expirationTime(Date.from(Instant.now().plusSeconds(600)))
					.build());
		token.sign(new MACSigner(SECRETS.get(secret)));
		return token.serialize();
	}

	private static int handshake(String path, @Nullable String credential) throws Exception {
		WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(SOON);
		if (credential != null) {
			builder.header("Authorization", "Bearer " + credential);
		}
		URI uri = URI.create("ws://localhost:" + port("local.server.port") + path);
		return builder.buildAsync(uri, new WebSocket.Listener() {
		}).handle((session, failure) -> {
			if (session != null) {
				session.abort();
				return 101;
			}
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
			return ((WebSocketHandshakeException) cause).getResponse().statusCode();
		}).get(SOON.toSeconds(), TimeUnit.SECONDS);
	}

	private static HttpResponse<String> manage(String method, String path, @Nullable String credential)
			throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + port("local.management.port") + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.timeout(SOON)
			.method(method, HttpRequest.BodyPublishers.noBody());
		if (credential != null) {
			request.header("Authorization", "Bearer " + credential);
		}
		return HTTP.send(request.build(), BodyHandlers.ofString());
	}

	private static Container container() {
		return manifests.the(Deployment.class).getSpec().getTemplate().getSpec().getContainers().get(0);
	}

	private static String port(String name) {
		return service.getEnvironment().getRequiredProperty(name);
	}

}
