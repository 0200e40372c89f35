package dev.echocast.broadcast;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.echocast.support.ClosedServiceTest;
import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.echocast.support.TestTokens.grant;
import static dev.echocast.support.TestTokens.sign;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who members are, as they and others are told.
 */
@ClosedServiceTest
class UsersIntegrationTests {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final Instant EXPIRES = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);

	/** Nobody that another test knows, who may have so many sessions. */
	private final String ada = "ada-" + UUID.randomUUID();

	private final String bob = "bob-" + UUID.randomUUID();

	private final String adas = token(this.ada, Map.of("name", "Ada", "tags", List.of(1, true)));

	private final String bobs = token(this.bob, null);

	@LocalServerPort
	private int port;

	private static String token(String user, Object info) {
		return sign(new JWTClaimsSet.Builder().subject(user)
			.expirationTime(Date.from(EXPIRES))
			.claim("info", info)
			.claim("grants", List.of(grant("**", "join", "publish", "history", "presence")))
			.build());
	}

	private Conversation join(String topicAndQuery, String token) {
		return Conversation.open(this.port, "/ws/broadcast/" + topicAndQuery,
				"Sec-WebSocket-Protocol: echocast.v1.json", "Authorization: Bearer " + token);
	}

	private static JsonNode next(Conversation peer) {
		return JsonMapper.shared().readTree(peer.read().payload());
	}

	private String http(String path, String token, String... body) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(SOON)
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "text/plain");
		return HTTP
			.send(((body.length > 0) ? request.POST(HttpRequest.BodyPublishers.ofString(body[0])) : request).build(),
					BodyHandlers.ofString())
			.body();
	}

	@Test
	void aMemberIsToldWhoItIsAndForHowLong() throws Exception {
		try (Conversation ada = join("users-welcome", this.adas)) {
			JsonNode welcome = next(ada);
			assertThat(welcome.path("user").asString()).isEqualTo(this.ada);
			assertThat(welcome.path("expires").asString()).isEqualTo(EXPIRES.toString());
		}
		try (Conversation nobody = Conversation.open(this.port, "/ws/broadcast/open",
				"Sec-WebSocket-Protocol: echocast.v1.json")) {
			assertThat(next(nobody).toString()).doesNotContain("user", "expires");
		}
	}

	@Test
	void aMessageTellsWhoPublishedIt() throws Exception {
		try (Conversation ada = join("users-message", this.adas); Conversation bob = join("users-message", this.bobs)) {
			next(ada);
			next(bob);
			ada.send(Frame.text("{\"type\":\"publish\",\"text\":\"1\"}"));
			JsonNode message = next(bob);
			assertThat(message.path("user").asString()).isEqualTo(this.ada);
			assertThat(message.path("sender").isString()).isTrue();
			http("/api/topics/users-message/messages", this.bobs, "2");
			http("/api/topics/users-message/messages", ClosedServiceTest.KEY, "3");
			assertThat(next(bob).path("user").asString()).isEqualTo(this.bob);
			assertThat(next(bob).has("user")).as("a key is no user").isFalse();
			try (Conversation raw = Conversation.open(this.port, "/ws/broadcast/users-message",
					"Authorization: Bearer " + this.adas)) {
				raw.send(Frame.text("4"));
				assertThat(next(bob).path("user").asString()).isEqualTo(this.ada);
			}
			assertThat(JsonMapper.shared()
				.readTree(http("/api/topics/users-message/messages", this.bobs))
				.path("messages")).extracting((it) -> it.path("user").asString(null))
				.containsExactly(this.ada, this.bob, null, this.ada);
		}
	}

	@Test
	void whoComesAndGoesIsShownAsTheTokenSays() throws Exception {
		try (Conversation bob = join("users-presence?presence=true", this.bobs)) {
			next(bob);
			assertThat(next(bob).path("user").asString()).isEqualTo(this.bob);
			try (Conversation ada = join("users-presence", this.adas)) {
				next(ada);
				JsonNode joined = next(bob);
				assertThat(joined.path("type").asString()).isEqualTo("joined");
				assertThat(joined.path("user").asString()).isEqualTo(this.ada);
				assertThat(joined.path("info").path("tags")).hasSize(2);
			}
			JsonNode left = next(bob);
			assertThat(left.path("type").asString()).isEqualTo("left");
			assertThat(left.path("user").asString()).isEqualTo(this.ada);
			assertThat(left.path("info").path("name").asString()).isEqualTo("Ada");
		}
	}

	@Test
	void twoUsersCannotLearnOfEachOthersPublishesByAKey() throws Exception {
		String first = keyed(this.adas);
		assertThat(keyed(this.bobs)).isNotEqualTo(first);
		assertThat(keyed(this.adas)).isEqualTo(first);
	}

	private String keyed(String token) throws Exception {
		return HTTP
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/api/topics/users-key/messages"))
				.timeout(SOON)
				.header("Authorization", "Bearer " + token)
				.header("Content-Type", "text/plain")
				.header("Idempotency-Key", "k")
				.POST(HttpRequest.BodyPublishers.ofString("same", StandardCharsets.UTF_8))
				.build(), BodyHandlers.ofString())
			.body();
	}

}
