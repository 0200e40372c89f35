package dev.echocast.conformance.libraries;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.echocast.conformance.libraries.Inbox.Binary;
import dev.echocast.conformance.libraries.Inbox.Closed;
import dev.echocast.conformance.libraries.Inbox.Pong;
import dev.echocast.conformance.libraries.Inbox.Text;
import dev.echocast.conformance.libraries.Library.Ability;
import dev.echocast.support.Conversation;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The service against WebSocket clients that others wrote.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientLibrariesConformance {

	private static final int MEGABYTE = 1024 * 1024;

	private static final int PING = 0x89;

	/** One to four bytes in UTF-8. */
	private static final String WIDTHS = "a\u00e9\u20ac\ud83d\ude00";

	private static final Libraries LIBRARIES = new Libraries();

	@BeforeAll
	static void start() throws Exception {
		LIBRARIES.start();
	}

	@AfterAll
	static void stop() throws Exception {
		LIBRARIES.stop();
	}

	static Stream<Arguments> all() {
		return Arrays.stream(Compression.values())
			.flatMap((compression) -> LIBRARIES.names().stream().map((library) -> Arguments.of(library, compression)));
	}

	@ParameterizedTest
	@MethodSource("all")
	void agreesOnCompression(String name, Compression compression) throws Exception {
		Talk talk = LIBRARIES.talk(name, compression, "/ws/echo");
		boolean compressed = compression != Compression.OFF && LIBRARIES.can(name, Ability.COMPRESSION);
		assertThat(talk.peer().extensions()).contains(compressed ? "permessage-deflate" : "");
		assertThat(talk.peer().extensions().isEmpty()).isEqualTo(!compressed);
		talk.end();
	}

	@ParameterizedTest
	@MethodSource("all")
	void echoesText(String name, Compression compression) throws Exception {
		Talk talk = LIBRARIES.talk(name, compression, "/ws/echo");
		for (String text : List.of("", "a", WIDTHS, "x" + WIDTHS.repeat(13), WIDTHS.repeat(20_000),
				"x" + "\ud83d\ude00".repeat(40_000), "y".repeat(125), "y".repeat(126), "y".repeat(65_535),
				"y".repeat(65_536), "z".repeat(MEGABYTE), "\ud83d\ude00".repeat(MEGABYTE / 4))) {
			talk.peer().send(text);
			talk.inbox().expect(new Text(text));
		}
		talk.end();
	}

	@ParameterizedTest
	@MethodSource("all")
	void echoesBinary(String name, Compression compression) throws Exception {
		Talk talk = LIBRARIES.talk(name, compression, "/ws/echo");
		for (int length : new int[] { 0, 1, 125, 126, 65_535, 65_536, MEGABYTE }) {
			byte[] noise = new byte[length];
			new Random(length).nextBytes(noise);
			talk.peer().send(noise);
			talk.inbox().expect(new Binary(ByteBuffer.wrap(noise)));
		}
		talk.end();
	}

	@ParameterizedTest
	@MethodSource("all")
	void keepsTheOrderOfManyMessages(String name, Compression compression) throws Exception {
		Talk talk = LIBRARIES.talk(name, compression, "/ws/echo");
		for (int i = 0; i < 1000; i++) {
			talk.peer().send("message " + i + WIDTHS.repeat(i % 100));
		}
		for (int i = 0; i < 1000; i++) {
			talk.inbox().expect(new Text("message " + i + WIDTHS.repeat(i % 100)));
		}
		talk.end();
	}

	@ParameterizedTest
	@MethodSource("all")
	void putsFragmentsTogether(String name, Compression compression) throws Exception {
		assumeTrue(LIBRARIES.can(name, Ability.FRAGMENTS), "the library sends no fragments");
		assumeTrue(
				compression == Compression.OFF || !LIBRARIES.can(name, Ability.COMPRESSION)
						|| LIBRARIES.can(name, Ability.COMPRESSED_FRAGMENTS),
				"the library compresses fragments wrongly");
		Talk talk = LIBRARIES.talk(name, compression, "/ws/echo");
		for (List<String> parts : List.of(List.of("one ", "two ", WIDTHS), List.of("", "", "x", ""), List.of("", ""),
				List.of(WIDTHS.repeat(10_000), WIDTHS, WIDTHS.repeat(10_000)))) {
			talk.peer().send(parts);
			talk.inbox().expect(new Text(String.join("", parts)));
		}
		talk.end();
	}

	@ParameterizedTest
	@MethodSource("all")
	void answersPings(String name, Compression compression) throws Exception {
		assumeTrue(LIBRARIES.can(name, Ability.PINGS), "the library has no API for pings");
		Talk talk = LIBRARIES.talk(name, compression, "/ws/echo");
		for (String payload : List.of("", "are you there?", "p".repeat(125))) {
			byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
			talk.peer().ping(bytes);
			talk.inbox().expect(new Pong(ByteBuffer.wrap(bytes)));
		}
		talk.end();
	}

	@ParameterizedTest
	@MethodSource("all")
	void completesTheClosingHandshakeOfPeers(String name, Compression compression) throws Exception {
		for (int code : new int[] { 1000, 3000, 4999 }) {
			Talk talk = LIBRARIES.talk(name, compression, "/ws/echo");
			talk.peer().close(code, "bye " + WIDTHS);
			talk.inbox().expect(new Closed(code, "bye " + WIDTHS));
		}
	}

	@ParameterizedTest
	@MethodSource("all")
	void tellsWhoSendsTooMuch(String name, Compression compression) throws Exception {
		for (int length : new int[] { MEGABYTE + 1, 3 * MEGABYTE }) {
			Talk talk = LIBRARIES.talk(name, compression, "/ws/echo");
			byte[] noise = new byte[length];
			new Random(length).nextBytes(noise);
			try {
				talk.peer().send(noise);
			}
			catch (Exception closedMeanwhile) {
				// What counts is what the library then tells of the end.
			}
			assertThat(talk.inbox().expectClosed().code()).isEqualTo(1009);
		}
	}

	@ParameterizedTest
	@MethodSource("all")
	void choosesTheSubprotocolItSpeaksAndTalksJson(String name, Compression compression) throws Exception {
		String path = "/ws/broadcast/" + name + compression;
		Talk publisher = LIBRARIES.talk(name, compression, path, "other", "echocast.v1.json", "third");
		Talk member = LIBRARIES.talk(name, compression, path, "echocast.v1.json");
		Talk raw = LIBRARIES.talk(name, compression, path);
		assertThat(publisher.peer().subprotocol()).isEqualTo("echocast.v1.json");
		assertThat(member.peer().subprotocol()).isEqualTo("echocast.v1.json");
		assertThat(raw.peer().subprotocol()).isEmpty();
		assertThat(publisher.json().path("type").asString()).isEqualTo("welcome");
		assertThat(member.json().path("type").asString()).isEqualTo("welcome");
		String text = WIDTHS.repeat(100);
		publisher.peer().send("{\"type\":\"publish\",\"id\":\"7\",\"text\":\"" + text + "\"}");
		Map<String, JsonNode> answers = new LinkedHashMap<>();
		for (JsonNode answer : List.of(publisher.json(), publisher.json())) {
			answers.put(answer.path("type").asString(), answer);
		}
		assertThat(answers.get("ack").path("id").asString()).isEqualTo("7");
		assertThat(answers.get("message").path("text").asString()).isEqualTo(text);
		assertThat(member.json().path("text").asString()).isEqualTo(text);
		raw.inbox().expect(new Text(text));
		for (Talk talk : List.of(publisher, member, raw)) {
			talk.end();
		}
	}

	/**
	 * Peers that do not answer pings show how long is long enough.
	 */
	@Test
	void keepsPeersThatAreSilentButAnswerPings() throws Exception {
		try (ConfigurableApplicationContext service = Libraries.run("--echocast.transport.ping-interval=500ms",
				"--echocast.transport.pong-timeout=" + Timeouts.scaled(Duration.ofSeconds(4)).toMillis() + "ms")) {
			List<Talk> talks = new ArrayList<>();
			for (String name : LIBRARIES.names()) {
				talks.add(LIBRARIES.talk(name, service, "/ws/echo"));
			}
			for (int i = 0; i < 2; i++) {
				try (Conversation deaf = Conversation.open(Libraries.port(service), "/ws/echo")) {
					assertThat(deaf.read().firstByte()).isEqualTo(PING);
					deaf.expectClose(1008).expectEnd();
				}
			}
			for (Talk talk : talks) {
				talk.peer().send("still here");
				talk.inbox().expect(new Text("still here"));
				talk.end();
			}
		}
	}

	@Test
	void drainsWith1001(CapturedOutput output) throws Exception {
		ConfigurableApplicationContext service = Libraries.run("--echocast.drain.period=500ms");
		List<Talk> talks = new ArrayList<>();
		for (String name : LIBRARIES.names()) {
			talks.add(LIBRARIES.talk(name, service, "/ws/echo"));
		}
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);
		for (Talk talk : talks) {
			talk.inbox().expect(new Closed(1001, "shutting down: reconnect"));
		}
		assertThat(stopped).succeedsWithin(Timeouts.SOON);
		assertThat(output).containsPattern("Drain ended after \\d+ ms: 0 sessions did not answer");
	}

}
