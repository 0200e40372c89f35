package dev.echocast.session;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.echocast.support.ClosedServiceTest;
import dev.echocast.support.Conversation;
import dev.echocast.support.TestTokens;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.echocast.support.Frame.close;
import static dev.echocast.support.TestTokens.grant;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see of users, and how they take tokens back.
 */
@ClosedServiceTest
class RevocationIntegrationTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	/** Nobody that another test knows. */
	private final String user = "ada \u00e9 " + UUID.randomUUID();

	private final String token = token(this.user, Instant.now());

	private static String token(String user, Instant issued) {
		return TestTokens.sign(new JWTClaimsSet.Builder().subject(user)
			.issueTime(Date.from(issued))
			.expirationTime(Date.from(Instant.now().plusSeconds(600)))
			.claim("grants", List.of(grant("**", "join", "publish")))
			.build());
	}

	private Conversation join(String token, String... headers) {
		return Conversation.open(this.port, "/ws/broadcast/t",
				Stream.concat(Stream.of("Authorization: Bearer " + token), Stream.of(headers)).toArray(String[]::new));
	}

	private <T> HttpResponse<T> send(String method, String path, String token, HttpResponse.BodyHandler<T> body)
			throws IOException, InterruptedException {
		return HTTP.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(SOON)
			.header("Authorization", "Bearer " + token)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build(), body);
	}

	private HttpResponse<String> revoke(String user) throws Exception {
		return send("DELETE", "/actuator/sessions?user=" + encoded(user), ClosedServiceTest.OPERATOR,
				BodyHandlers.ofString());
	}

	private JsonNode sessions(String user) throws Exception {
		return JsonMapper.shared()
			.readTree(send("GET", "/actuator/sessions?user=" + encoded(user), ClosedServiceTest.OPERATOR,
					BodyHandlers.ofString())
				.body());
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	@Test
	void sessionsAreListedWithTheirUser() throws Exception {
		String operator = ClosedServiceTest.OPERATOR;
		try (Conversation mine = join(this.token);
				Conversation echo = Conversation.open(this.port, "/ws/echo", "Authorization: Bearer " + operator)) {
			assertThat(sessions(this.user).path("total").asInt()).isEqualTo(1);
			JsonNode session = sessions(this.user).path("sessions").path(0);
			assertThat(session.path("user").asString()).isEqualTo(this.user);
			assertThat(session.path("key").isNull()).isTrue();
			JsonNode all = JsonMapper.shared()
				.readTree(send("GET", "/actuator/sessions?endpoint=echo", operator, BodyHandlers.ofString()).body());
			assertThat(all.path("sessions")).anySatisfy((it) -> {
				assertThat(it.path("key").asString()).isEqualTo("operator");
				assertThat(it.path("user").isNull()).isTrue();
			});
			assertThat(all.toString()).doesNotContain(operator);
			assertThat(sessions("nobody").path("total").asInt()).isZero();
			mine.send(close(1000, "")).expectClose(1000);
			echo.send(close(1000, "")).expectClose(1000);
		}
	}

	@Test
	void allThatAUserHasOpenEndsAndItsTokensAreRefused() throws Exception {
		String other = token("bob-" + UUID.randomUUID(), Instant.now());
		HttpResponse<Stream<String>> events = send("GET", "/api/topics/t/events", this.token, BodyHandlers.ofLines());
		try (Conversation raw = join(this.token);
				Conversation json = join(this.token, "Sec-WebSocket-Protocol: echocast.v1.json");
				Conversation spared = join(other)) {
			json.read();
			assertThat(revoke(this.user).statusCode()).isEqualTo(204);
			raw.expect(close(3000, "token revoked"));
			json.expect(close(3000, "token revoked"));
			assertThat(events.body()).contains(": token revoked");
			spared.send(close(1000, "")).expectClose(1000);
		}
		assertThat(send("GET", "/api/topics/t/events", this.token, BodyHandlers.ofString()).statusCode())
			.isEqualTo(401);
		try (Conversation refused = Conversation.connect(this.port)) {
			assertThat(refused.request("GET", "/ws/broadcast/t", "Authorization: Bearer " + this.token).response())
				.startsWith("HTTP/1.1 401 ")
				.contains("the token was revoked");
		}
		// Providers tell whole seconds.
		join(token(this.user, Instant.now().plusSeconds(2))).close();
	}

	@Test
	void aNameThatNoUserHasIsRefused() throws Exception {
		assertThat(revoke("").statusCode()).isEqualTo(400);
		assertThat(revoke("u".repeat(256)).statusCode()).isEqualTo(400);
		assertThat(
				send("DELETE", "/actuator/sessions", ClosedServiceTest.OPERATOR, BodyHandlers.ofString()).statusCode())
			.isEqualTo(400);
		assertThat(revoke("nobody-" + UUID.randomUUID()).statusCode()).isEqualTo(204);
	}

	@Test
	void onlyOperatorsRevoke() throws Exception {
		assertThat(send("DELETE", "/actuator/sessions?user=x", this.token, BodyHandlers.ofString()).statusCode())
			.isEqualTo(403);
	}

}
