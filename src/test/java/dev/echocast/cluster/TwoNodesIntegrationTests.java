package dev.echocast.cluster;

import dev.echocast.support.TestTokens;
import java.util.List;
import java.util.stream.IntStream;

import dev.echocast.support.Conversation;
import dev.echocast.support.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes whose peers do not notice that they are two.
 */
class TwoNodesIntegrationTests {

	private static RedisServer redis;

	private static Node one;

	private static Node two;

	/** Sees the only other member of its topic vanish while tests run. */
	private static JsonPeer witness;

	private static String vanishing;

	/** Users have tokens, and nobody needs one. */
	private static final String[] USERS = { "echocast.access.jwt.secret=" + TestTokens.SECRET,
			"echocast.access.anonymous[0].topics=**",
			"echocast.access.anonymous[0].allow=join,publish,history,presence,operate",
			"management.endpoints.web.exposure.include=health,sessions" };

	@BeforeAll
	static void start() {
		redis = RedisServer.create();
		one = Node.start("one", redis, USERS);
		two = Node.start("two", redis, USERS);
		witness = one.join("vanish?presence=true");
		Node three = Node.start("three", redis, USERS);
		vanishing = three.join("vanish").welcome().path("session").asString();
		await().until(() -> witness.next().path("session").asString().equals(vanishing));
		three.abandon();
		assertThat(two.json("/api/topics/vanish").path("members").asInt()).isEqualTo(2);
		age("echocast:{vanish}:members", 2);
	}

	/**
	 * Have what a node says of its members be eight seconds older, where it says how many
	 * they are and until when it is to be believed.
	 */
	private static void age(String key, int nodes) {
		List<String> said = redis.command("HGETALL", key).lines().toList();
		assertThat(said).hasSize(2 * nodes);
		for (int i = 0; i < said.size(); i += 2) {
			String[] words = said.get(i + 1).split(" ");
			long until = Long.parseLong(words[0]) - 8_000;
			redis.command("HSET", key, said.get(i), until + " " + words[1]);
		}
	}

	@AfterAll
	static void stop() {
		witness.close();
		one.close();
		two.close();
		redis.close();
	}

	@Test
	void membersOfBothSeeEveryMessageInOneOrder() {
		try (JsonPeer here = one.join("order"); JsonPeer there = two.join("order")) {
			for (int i = 0; i < 200; i++) {
				here.publish("here " + i);
				there.publish("there " + i);
			}
			List<String> seen = here.messages(400);
			assertThat(there.messages(400)).isEqualTo(seen);
			assertThat(seen).filteredOn((it) -> it.contains(" here "))
				.extracting((it) -> it.substring(it.indexOf(' ') + 1))
				.containsExactlyElementsOf(IntStream.range(0, 200).mapToObj((i) -> "here " + i).toList());
			String epoch = here.welcome().path("position").asString().replace(":0", "");
			assertThat(seen).extracting((it) -> it.substring(0, it.indexOf(' ')))
				.containsExactlyElementsOf(IntStream.rangeClosed(1, 400).mapToObj((i) -> epoch + ":" + i).toList());
		}
	}

	@Test
	void payloadsPassUnchanged() {
		byte[] bytes = new byte[300_000];
		new java.util.Random(1).nextBytes(bytes);
		try (Conversation here = one.joinRaw("raw"); Conversation there = two.joinRaw("raw")) {
			here.expect(text("joined"));
			here.send(text("h\u00e9llo \ud83d\ude00")).send(binary(bytes)).send(text("")).send(binary());
			for (Conversation peer : List.of(here, there)) {
				peer.expect(text("h\u00e9llo \ud83d\ude00")).expect(binary(bytes)).expect(text("")).expect(binary());
			}
		}
	}

	@Test
	void theSenderIsNamedElsewhereAndGetsNoneOfItsOwnWhenItWantsNone() {
		try (JsonPeer here = one.join("sender?self=false"); JsonPeer there = two.join("sender")) {
			here.publish("1", "mine");
			JsonNode message = there.next("message");
			assertThat(message.path("sender").asString()).isEqualTo(here.welcome().path("session").asString());
			JsonNode ack = here.next("ack");
			assertThat(ack.path("position").asString()).isEqualTo(message.path("position").asString());
			there.publish("yours");
			assertThat(here.texts(1)).containsExactly("yours");
		}
	}

	@Test
	void aMemberResumesOnTheOtherNode() {
		String seen;
		try (JsonPeer here = one.join("resume")) {
			here.publish("first").publish("second");
			seen = here.next("message").path("position").asString();
			assertThat(here.texts(1)).containsExactly("second");
		}
		one.publish("resume", "third");
		try (JsonPeer there = two.join("resume?since=" + seen); JsonPeer late = two.join("resume?history=2")) {
			assertThat(there.welcome().path("recovered").asBoolean()).isTrue();
			assertThat(there.texts(2)).containsExactly("second", "third");
			assertThat(late.texts(2)).containsExactly("second", "third");
			one.publish("resume", "live");
			assertThat(there.texts(1)).containsExactly("live");
		}
	}

	@Test
	void aPublishOnANodeWithoutMembersReachesThoseElsewhere() {
		try (JsonPeer there = two.join("http")) {
			for (int i = 0; i < 20; i++) {
				assertThat(one.publish("http", "m" + i).statusCode()).isEqualTo(202);
			}
			assertThat(there.texts(20))
				.containsExactlyElementsOf(IntStream.range(0, 20).mapToObj((i) -> "m" + i).toList());
		}
		assertThat(one.json("/api/topics/http/messages?limit=2").path("messages"))
			.extracting((it) -> it.path("text").asString())
			.containsExactly("m18", "m19");
	}

	@Test
	void aKeyIsHonouredByAllNodes() {
		try (JsonPeer there = two.join("key")) {
			String[] key = { "Idempotency-Key", "k" };
			String first = position(one.publish("key", "once", key).body());
			assertThat(position(two.publish("key", "once", key).body())).isEqualTo(first);
			assertThat(position(one.publish("key", "once", key).body())).isEqualTo(first);
			assertThat(position(two.publish("key", "other").body())).isNotEqualTo(first);
			assertThat(two.publish("another", "once", key).statusCode()).isEqualTo(202);
			assertThat(there.texts(2)).containsExactly("once", "other");
		}
	}

	@Test
	void presenceSpansNodes() {
		try (JsonPeer here = one.join("presence?presence=true")) {
			assertThat(here.welcome().path("members").asInt()).isEqualTo(1);
			String session;
			try (JsonPeer there = two.join("presence")) {
				session = there.welcome().path("session").asString();
				JsonNode joined = here.await("joined");
				while (!joined.path("session").asString().equals(session)) {
					joined = here.await("joined");
				}
				assertThat(joined.path("members").asInt()).isEqualTo(2);
				for (Node node : List.of(one, two)) {
					await().untilAsserted(() -> {
						JsonNode topic = node.json("/api/topics/presence");
						assertThat(topic.path("members").asInt()).isEqualTo(2);
						assertThat(topic.path("sessions")).extracting(JsonNode::asString)
							.containsExactlyInAnyOrder(session, here.welcome().path("session").asString());
					});
				}
				try (JsonPeer third = two.join("presence")) {
					assertThat(third.welcome().path("members").asInt()).isEqualTo(3);
				}
			}
			here.awaitMembers("left", 1);
			await()
				.untilAsserted(() -> assertThat(two.json("/api/topics/presence").path("members").asInt()).isEqualTo(1));
		}
	}

	@Test
	void aUserIsSeenOnBothNodesAndItsTokensAreTakenBackOnBoth() {
		String bearer = "Authorization: Bearer "
				+ TestTokens.of("ada", List.of(TestTokens.grant("users", "join", "publish")));
		String json = "Sec-WebSocket-Protocol: echocast.v1.json";
		try (JsonPeer witness = one.join("users?presence=true");
				JsonPeer here = new JsonPeer(one.open("/ws/broadcast/users", bearer, json));
				Conversation raw = two.open("/ws/broadcast/users", bearer)) {
			raw.send(text("hi"));
			assertThat(witness.await("message").path("user").asString()).isEqualTo("ada");
			assertThat(here.welcome().path("user").asString()).isEqualTo("ada");
			assertThat(two.delete("/actuator/sessions?user=ada").statusCode()).isEqualTo(204);
			raw.skipUntilClose(3000);
			assertThat(here.closed()).isEqualTo("3000 token revoked");
			assertThat(witness.awaitMembers("left", 1).path("user").asString()).isEqualTo("ada");
		}
	}

	@Test
	void eachNodeListsTheTopicsOfBoth() {
		try (JsonPeer here = one.join("listed-one"); JsonPeer there = two.join("listed-two")) {
			here.publish("x").next("message");
			assertThat(there.welcome().path("members").asInt()).isEqualTo(1);
			for (Node node : List.of(one, two)) {
				await().untilAsserted(() -> assertThat(
						node.json("/api/topics").path("topics").valueStream().map(JsonNode::toString))
					.anyMatch((it) -> it.matches(".*\"topic\":\"listed-one\",\"members\":1,.*:1\",\"history\":1.*"))
					.anyMatch((it) -> it.matches(".*\"topic\":\"listed-two\",\"members\":1,.*:0\",\"history\":0.*")));
			}
		}
	}

	@Test
	void membersOfANodeThatIsGoneWithoutGoodbyeVanish() {
		JsonNode left = witness.await("left");
		assertThat(left.path("session").asString()).isEqualTo(vanishing);
		assertThat(left.path("members").asInt()).isEqualTo(1);
		for (Node node : List.of(one, two)) {
			JsonNode topic = node.json("/api/topics/vanish");
			assertThat(topic.path("members").asInt()).isEqualTo(1);
			assertThat(topic.path("sessions")).hasSize(1);
		}
	}

	private static String position(String body) {
		return JsonMapper.shared().readTree(body).path("position").asString();
	}

}
