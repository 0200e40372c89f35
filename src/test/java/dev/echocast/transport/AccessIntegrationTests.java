package dev.echocast.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.echocast.support.ClosedServiceTest;
import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.text;
import static dev.echocast.support.TestTokens.grant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handshakes and sessions where not everybody may do everything.
 */
@ClosedServiceTest
class AccessIntegrationTests {

	private static final String JSON = "Sec-WebSocket-Protocol: echocast.v1.json";

	private static final String ALICE = TestTokens.of("alice", List.of(grant("a.*", "join", "publish")));

	@LocalServerPort
	private int port;

	private String refused(String path, String... headers) {
		try (Conversation peer = Conversation.connect(this.port)) {
			return peer.request("GET", path, headers).response();
		}
	}

	private static String bearer(String token) {
		return "Authorization: Bearer " + token;
	}

	private static String said(Conversation peer) {
		return new String(peer.read().payload(), StandardCharsets.UTF_8);
	}

	/** The reason of a Close frame with the code. */
	private static String closed(Conversation peer, int code) {
		Frame close = peer.read();
		assertThat(close.firstByte()).isEqualTo(0x88);
		assertThat(ByteBuffer.wrap(close.payload()).getShort()).isEqualTo((short) code);
		return new String(close.payload(), 2, close.payload().length - 2, StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ws/echo", "/ws/stream", "/ws/broadcast", "/ws/broadcast/a.b" })
	void aProgramWithoutACredentialIsAskedForOne(String path) {
		assertThat(refused(path)).startsWith("HTTP/1.1 401 ")
			.containsIgnoringCase("WWW-Authenticate: Bearer\r\n")
			.contains("a token or a key is needed");
	}

	@Test
	void aProgramWithoutAGrantIsTold() {
		assertThat(refused("/ws/broadcast/b", bearer(ALICE))).startsWith("HTTP/1.1 403 ")
			.contains("Bearer error=\"insufficient_scope\"")
			.contains("join on topic b is not granted");
		assertThat(refused("/ws/echo", bearer(ALICE))).startsWith("HTTP/1.1 403 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.b?history=1", "a.b?since=e:1" })
	void thePastIsGrantedApart(String target) {
		assertThat(refused("/ws/broadcast/" + target, bearer(ALICE))).startsWith("HTTP/1.1 403 ")
			.contains("history on topic a.b is not granted");
	}

	@Test
	void whoIsThereIsGrantedApart() {
		assertThat(refused("/ws/broadcast/a.b?presence=true", bearer(ALICE))).startsWith("HTTP/1.1 403 ")
			.contains("presence on topic a.b is not granted");
	}

	@Test
	void aPageIsToldByACloseCode() {
		try (Conversation page = Conversation.open(this.port, "/ws/broadcast/a.b", JSON)) {
			assertThat(closed(page, 3000)).isEqualTo("a token or a key is needed");
		}
		try (Conversation page = Conversation.open(this.port, "/ws/broadcast/a.b",
				"Sec-WebSocket-Protocol: bearer.x.y.z, echocast.v1.raw")) {
			assertThat(closed(page, 3000)).contains("malformed");
		}
		try (Conversation page = Conversation.open(this.port, "/ws/broadcast/b", JSON, bearer(ALICE))) {
			assertThat(closed(page, 3003)).isEqualTo("join on topic b is not granted");
		}
	}

	@Test
	void aTokenOfferedAsSubprotocolIsNeverTheAnswer() {
		try (Conversation page = Conversation.connect(this.port)) {
			String answer = page
				.request("GET", "/ws/broadcast/a.b", "Sec-WebSocket-Protocol: bearer." + ALICE + ", echocast.v1.json")
				.response();
			assertThat(answer).startsWith("HTTP/1.1 101 ")
				.containsIgnoringCase("Sec-WebSocket-Protocol: echocast.v1.json\r\n")
				.doesNotContain(ALICE);
			assertThat(said(page)).contains("welcome");
		}
		assertThat(refused("/ws/broadcast/a.b", "Sec-WebSocket-Protocol: bearer." + ALICE)).startsWith("HTTP/1.1 101 ")
			.doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
	}

	@Test
	void aCookieCountsFromAllowedPagesAlone() {
		String cookie = "Cookie: session=" + ALICE;
		assertThat(refused("/ws/broadcast/a.b", cookie)).startsWith("HTTP/1.1 401 ");
		assertThat(refused("/ws/broadcast/a.b", cookie, "Origin: https://evil.example")).startsWith("HTTP/1.1 403 ");
		assertThat(refused("/ws/broadcast/a.b", cookie, "Origin: null")).startsWith("HTTP/1.1 403 ");
		Conversation.open(this.port, "/ws/broadcast/a.b", cookie, "Origin: https://app.example").close();
		Conversation.open(this.port, "/ws/broadcast/a.b", cookie, "Origin: http://localhost").close();
	}

	@Test
	void theQueryMayHaveAToken() {
		Conversation.open(this.port, "/ws/broadcast/a.b?self=false&access_token=" + ALICE).close();
		Conversation.open(this.port, "/ws/broadcast/a.b?self=false&access%5Ftoken=" + ALICE).close();
		assertThat(refused("/ws/broadcast/a.b?access_token=x")).startsWith("HTTP/1.1 401 ");
		assertThat(refused("/ws/broadcast/a.b", "echocast-query-token: " + ALICE)).startsWith("HTTP/1.1 401 ");
	}

	@Test
	void whatNobodyIsGrantedAnybodyMayHave() {
		try (Conversation peer = Conversation.open(this.port, "/ws/broadcast/open")) {
			peer.send(text("hi")).expectClose(1008);
		}
	}

	@Test
	void anInvalidTokenIsNoBetterThanAWrongOne() {
		assertThat(refused("/ws/broadcast/open", bearer("x.y.z"))).startsWith("HTTP/1.1 401 ")
			.contains("Bearer error=\"invalid_token\"");
		assertThat(refused("/ws/broadcast/open", "Authorization: Basic eDp5")).startsWith("HTTP/1.1 401 ");
	}

	@Test
	void usersHaveTopicsOfTheirOwn() {
		String bob = TestTokens.sign(new JWTClaimsSet.Builder().subject("bob")
			.expirationTime(Date.from(Instant.now().plusSeconds(600)))
			.build());
		Conversation.open(this.port, "/ws/broadcast/users.bob.inbox", bearer(bob)).close();
		assertThat(refused("/ws/broadcast/users.alice.inbox", bearer(bob))).startsWith("HTTP/1.1 403 ");
		assertThat(refused("/ws/broadcast/users.bob", bearer(bob))).startsWith("HTTP/1.1 403 ");
	}

	@Test
	void aMemberThatMayNotPublishIsToldOrClosed() {
		String reader = TestTokens.of("reader", List.of(grant("r", "join")));
		try (Conversation json = Conversation.open(this.port, "/ws/broadcast/r", JSON, bearer(reader))) {
			json.read();
			json.send(text("{\"type\":\"publish\",\"id\":\"1\",\"text\":\"hi\"}"));
			assertThat(said(json)).contains("\"id\":\"1\"").contains("\"forbidden\"");
		}
		try (Conversation raw = Conversation.open(this.port, "/ws/broadcast/r", bearer(reader))) {
			raw.send(text("hi"));
			assertThat(closed(raw, 1008)).isEqualTo("publishing is not granted");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "echocast.v1.json", "echocast.v1.raw" })
	void aSessionEndsWithItsToken(String subprotocol) {
		try (Conversation peer = openInTime("Sec-WebSocket-Protocol: " + subprotocol)) {
			if (subprotocol.endsWith("json")) {
				peer.read();
			}
			assertThat(closed(peer, 3000)).isEqualTo("token expired");
		}
	}

	/** A session whose token was not over when it began, however slow the machine is. */
	private Conversation openInTime(String header) {
		while (true) {
			Instant asked = Instant.now();
			String brief = TestTokens.of("brief", List.of(grant("a.*", "join")), Duration.ofSeconds(3));
			Conversation peer = Conversation.open(this.port, "/ws/broadcast/a.b", header, bearer(brief));
			// Times in tokens have whole seconds.
			if (Instant.now().isBefore(asked.plusSeconds(2))) {
				return peer;
			}
			peer.close();
		}
	}

	@Test
	void oneUserMayHaveSoManySessions() {
		String many = TestTokens.of("many", List.of(grant("m", "join")));
		List<Conversation> open = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			open.add(Conversation.open(this.port, "/ws/broadcast/m", bearer(many)));
		}
		assertThat(refused("/ws/broadcast/m", bearer(many))).startsWith("HTTP/1.1 429 ");
		open.remove(0).send(close(1000, "")).expectClose(1000);
		await().until(() -> refused("/ws/broadcast/m", bearer(many)).startsWith("HTTP/1.1 101 "));
		open.forEach(Conversation::close);
	}

	@Test
	void aTokenIsRenewedAsLongAsItIsTheSameUsers() {
		String user = "renewer-" + UUID.randomUUID();
		String first = TestTokens.of(user, List.of(grant("a.*", "join", "publish")));
		String second = TestTokens.of(user, List.of(grant("a.*", "join", "publish")));
		String less = TestTokens.of(user, List.of(grant("b", "join")));
		try (Conversation member = Conversation.open(this.port, "/ws/broadcast/a.renewals", JSON, bearer(first))) {
			member.read();
			member.send(token("1", ALICE));
			assertThat(said(member)).contains("\"error\"").contains("not of the same user");
			member.send(token("2", "x.y.z"));
			assertThat(said(member)).contains("\"error\"").contains("\"unauthorized\"");
			member.send(token("3", second));
			assertThat(said(member)).contains("\"type\":\"token\",\"id\":\"3\"").contains(user);
			member.send(text("{\"type\":\"publish\",\"id\":\"4\",\"text\":\"hi\"}"));
			assertThat(said(member) + said(member)).contains("\"ack\"").contains("\"hi\"");
			member.send(token("5", less));
			assertThat(said(member)).contains("\"id\":\"5\"");
			assertThat(said(member)).contains("\"left\"").contains("\"forbidden\"");
			assertThat(closed(member, 3003)).contains("not granted any more");
		}
	}

	private static Frame token(String id, String token) {
		return text("{\"type\":\"token\",\"id\":\"" + id + "\",\"token\":\"" + token + "\"}");
	}

}
