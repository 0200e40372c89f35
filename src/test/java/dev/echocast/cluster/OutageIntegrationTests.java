package dev.echocast.cluster;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.echocast.support.Conversation;
import dev.echocast.support.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What two nodes do while their Redis, or the way to it, is ill, and afterwards.
 */
class OutageIntegrationTests {

	private static RedisServer redis;

	private static Node one;

	private static Node two;

	@BeforeAll
	static void start() {
		redis = RedisServer.create();
		one = Node.start("one", redis);
		two = Node.start("two", redis);
	}

	/** Whatever another test did, and however it ended. */
	@BeforeEach
	void recover() {
		redis.resume();
		redis.start();
		redis.command("ACL", "SETUSER", "default", "allchannels");
		for (Node node : List.of(one, two)) {
			node.redis().heal();
			await().pollInterval(Duration.ofMillis(50))
				.untilAsserted(() -> assertThat(node.engineStatus()).isEqualTo("UP"));
		}
	}

	@AfterAll
	static void stop() {
		one.close();
		two.close();
		redis.close();
	}

	@Test
	void withoutRedisSessionsLiveOnAndPublishersAreToldSo() {
		try (Conversation echo = one.open("/ws/echo");
				Conversation raw = two.joinRaw("away");
				JsonPeer here = one.join("away");
				JsonPeer there = two.join("away")) {
			one.publish("away", "before");
			redis.kill();
			for (Node node : List.of(one, two, one, two)) {
				assertRefused(node, "away", "lost");
			}
			assertThat(here.texts(1)).containsExactly("before");
			JsonNode error = here.publish("7", "lost").next("error");
			assertThat(error.path("id").asString()).isEqualTo("7");
			assertThat(error.path("code").asString()).isIn("unavailable", "busy");
			echo.send(text("still here")).expect(text("still here"));
			assertThat(one.get("/livez").statusCode()).isEqualTo(200);
			assertThat(one.get("/readyz").statusCode()).isEqualTo(200);
			await().untilAsserted(() -> assertThat(one.engineStatus()).isEqualTo("DEGRADED"));
			redis.start();
			one.publishUntilTaken("away", "after");
			// Nobody published what was refused while Redis was not there to take it.
			assertThat(there.texts(2)).containsExactly("before", "after");
			assertThat(here.texts(1)).containsExactly("after");
			raw.expect(text("before")).expect(text("after"));
			await().untilAsserted(() -> assertThat(one.engineStatus()).isEqualTo("UP"));
		}
	}

	@Test
	void whoAsksForAReplayWithoutRedisIsToldToComeBack() {
		redis.kill();
		await().until(() -> "DEGRADED".equals(one.engineStatus()));
		HttpResponse<String> events = one.get("/api/topics/absent/events");
		assertThat(events.statusCode()).isEqualTo(200);
		assertThat(events.body()).isEqualTo(": topics are unavailable: reconnect\n\n");
		Map<String, Map<String, Map<String, Map<?, ?>>>> paths = new Yaml()
			.<Map<String, Map<String, Map<String, Map<String, Map<?, ?>>>>>>load(one.get("/api/openapi.yaml").body())
			.get("paths");
		for (String path : List.of("/api/topics", "/api/topics/{topic}", "/api/topics/{topic}/messages")) {
			HttpResponse<String> answer = one.get(path.replace("{topic}", "absent"));
			assertThat(answer.statusCode()).as(path).isEqualTo(503);
			assertThat(answer.headers().firstValue("Retry-After")).as(path).isPresent();
			assertThat(paths.get(path).get("get").get("responses").containsKey("503")).as(path).isTrue();
		}
		try (Conversation json = one.open("/ws/broadcast/absent", "Sec-WebSocket-Protocol: echocast.v1.json")) {
			json.expectClose(1013);
		}
	}

	private static void assertRefused(Node node, String topic, String text) {
		HttpResponse<String> answer = node.publish(topic, text, "Idempotency-Key", text);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@Test
	void aSuspendedRedisIsAnAbsentOne() {
		try (JsonPeer here = one.join("suspended"); JsonPeer there = two.join("suspended")) {
			redis.suspend();
			for (int i = 0; i < 2; i++) {
				assertRefused(two, "suspended", "m");
			}
			redis.resume();
			two.publishUntilTaken("suspended", "m");
			one.publishUntilTaken("suspended", "n");
			assertThat(here.texts(2)).containsExactly("m", "n");
			assertThat(there.texts(2)).containsExactly("m", "n");
		}
	}

	@Test
	void anEmptiedRedisBeginsAnEpochThatMembersAreToldOf() {
		try (JsonPeer here = one.join("emptied"); JsonPeer there = two.join("emptied")) {
			String old = here.publish("1", "old").nextPosition();
			assertThat(there.texts(1)).containsExactly("old");
			redis.command("FLUSHALL");
			one.publishUntilTaken("emptied", "new");
			for (JsonPeer member : List.of(here, there)) {
				JsonNode welcome = member.await("welcome");
				assertThat(welcome.path("recovered").asBoolean(true)).isFalse();
				assertThat(welcome.path("position").asString()).endsWith(":0").isNotEqualTo(old.replace(":1", ":0"));
				assertThat(member.texts(1)).containsExactly("new");
			}
			try (JsonPeer back = two.join("emptied?since=" + old)) {
				assertThat(back.welcome().path("recovered").asBoolean(true)).isFalse();
				assertThat(back.texts(1)).containsExactly("new");
			}
		}
	}

	@Test
	void aRedisThatStartsWithoutDataIsAnEmptiedOne() {
		try (JsonPeer here = one.join("forgotten")) {
			String old = here.publish("1", "old").nextPosition();
			redis.kill();
			redis.forget();
			redis.start();
			two.publishUntilTaken("forgotten", "new");
			assertThat(here.await("welcome").path("recovered").asBoolean(true)).isFalse();
			assertThat(here.texts(1)).containsExactly("new");
			try (JsonPeer back = two.join("forgotten?since=" + old)) {
				assertThat(back.welcome().path("recovered").asBoolean(true)).isFalse();
			}
		}
	}

	@Test
	void aRedisThatStartsWithItsDataGoesOnWhereItWas() {
		try (JsonPeer here = one.join("kept"); JsonPeer there = two.join("kept")) {
			String first = here.publish("1", "old").nextPosition();
			redis.kill();
			redis.start();
			two.publishUntilTaken("kept", "new");
			assertThat(there.messages(2)).containsExactly(first + " old", first.replace(":1", ":2") + " new");
			assertThat(here.await("message").path("position").asString()).isEqualTo(first.replace(":1", ":2"));
		}
	}

	@Test
	void connectionsKilledUnderLoadCostNothing() throws InterruptedException {
		try (JsonPeer here = one.join("killed"); JsonPeer there = two.join("killed")) {
			Thread killer = new Thread(() -> {
				for (int i = 0; i < 5; i++) {
					redis.command("CLIENT", "KILL", "TYPE", (i % 2 == 0) ? "normal" : "pubsub");
				}
			});
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				if (i == 50) {
					killer.start();
				}
				String text = "m" + i;
				expected.add(text);
				Node node = (i % 2 == 0) ? one : two;
				node.publishUntilTaken("killed", text);
			}
			killer.join();
			String epoch = here.welcome().path("position").asString().replace(":0", "");
			List<String> all = IntStream.range(0, 200)
				.mapToObj((i) -> epoch + ":" + (i + 1) + " " + expected.get(i))
				.toList();
			assertThat(here.messages(200)).isEqualTo(all);
			assertThat(there.messages(200)).isEqualTo(all);
		}
	}

	/**
	 * The connection that brings news is open, and nothing comes over it.
	 */
	@Test
	void aDeafConnectionIsFoundAndReplaced() {
		try (JsonPeer here = one.join("deaf")) {
			assertThat(two.publish("deaf", "heard").statusCode()).isEqualTo(202);
			assertThat(here.texts(1)).containsExactly("heard");
			assertThat(one.redis().stall("SUBSCRIBE")).isPositive();
			for (int i = 0; i < 5; i++) {
				assertThat(two.publish("deaf", "unheard " + i).statusCode()).isEqualTo(202);
			}
			assertThat(here.texts(5))
				.containsExactlyElementsOf(IntStream.range(0, 5).mapToObj((i) -> "unheard " + i).toList());
			await().until(() -> one.redis().passing("SUBSCRIBE") > 0);
			assertThat(two.publish("deaf", "heard again").statusCode()).isEqualTo(202);
			assertThat(here.texts(1)).containsExactly("heard again");
		}
	}

	/**
	 * Redis takes the connection but refuses what it is for.
	 */
	@Test
	void aRefusedSubscriptionIsMadeUpFor() {
		try (JsonPeer here = one.join("refused")) {
			redis.command("ACL", "LOG", "RESET");
			// Whoever is subscribed loses the connection by this.
			redis.command("ACL", "SETUSER", "default", "resetchannels");
			await().pollInterval(Duration.ofMillis(50))
				.until(() -> redis.command("ACL", "LOG").contains("cmd=subscribe"));
			redis.command("ACL", "SETUSER", "default", "allchannels");
			two.publishUntilTaken("refused", "m");
			assertThat(here.texts(1)).containsExactly("m");
		}
	}

}
