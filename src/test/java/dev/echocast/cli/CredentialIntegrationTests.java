package dev.echocast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.echocast.client.FakeServer;
import dev.echocast.client.FakeServer.Step;
import dev.echocast.client.Peer;
import dev.echocast.support.Timeouts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the command line's credentials come from.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialIntegrationTests extends CredentialFixture {

	private static final Step REFUSE = client -> client
		.answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 18\r\n\r\nwhat is " + SECRET + " to us");

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "--token", "--key" })
	void areGivenAsTheyAre(String option) {
		assertThat(sent(option, SECRET)).isEqualTo("Bearer " + SECRET);
	}

	@Test
	void comeFromAFile() throws IOException {
		Path file = Files.writeString(this.folder.resolve("token"), "  " + SECRET + "\r\nsecond line\n");
		assertThat(sent("--token-file", file.toString())).isEqualTo("Bearer " + SECRET);
	}

	@Test
	void comeFromACommandThatGetsNoInput() {
		assertThat(sent("--token-command", "cat; echo " + SECRET + "; echo second line; echo noise >&2"))
			.isEqualTo("Bearer " + SECRET);
	}

	@Test
	void ofACommandAreAskedForAgainWhenTheServerRefuses(CapturedOutput output) throws IOException {
		Path count = Files.writeString(this.folder.resolve("count"), "");
		String command = "echo x >> " + count + "; echo " + SECRET + "$(wc -l < " + count + ")";
		try (FakeServer server = FakeServer.of(REFUSE, OPEN)) {
			assertThat(run(server, "-s", "echocast.v1.json", "--once", "--json", "--token-command", command))
				.isEqualTo(ExitCode.OK);
			assertThat(server.requests()).extracting(request -> Peer.header(request, "Authorization").strip())
				.containsExactly("Bearer " + SECRET + "1", "Bearer " + SECRET + "2");
			assertThat(output.getAll()).contains("{\"type\":\"retrying\",\"delayMillis\":0,");
		}
	}

	@Test
	void aCommandThatIsNotWaitedForIsEnded() {
		try (FakeServer server = FakeServer.of(OPEN)) {
			String marker = "1234" + System.nanoTime();
			run(server, "--token-command", "sleep " + marker + "; echo x", "--connect-timeout", "100ms");
			Awaitility.await()
				.untilAsserted(() -> assertThat(ProcessHandle.current().descendants())
					.noneMatch(child -> child.info().commandLine().orElse("").contains(marker)));
		}
	}

	@Test
	void comeFromTheEnvironmentIfNothingElseSays() throws IOException, InterruptedException {
		assertThat(environment("ECHOCAST_TOKEN", "", "")).isEqualTo("Bearer " + SECRET);
		assertThat(environment("ECHOCAST_KEY", "", "")).isEqualTo("Bearer " + SECRET);
		assertThat(environment("ECHOCAST_KEY", "", "--token other")).isEqualTo("Bearer other");
		assertThat(environment("ECHOCAST_TOKEN", "me:pw@", "")).startsWith("Basic ");
		assertThat(environment("ECHOCAST_TOKEN", "", "-H Authorization:other")).isEqualTo("other");
		assertThat(environment("OTHER", "", "")).isEmpty();
	}

	@Test
	void theTopicTellsWhoItIs(CapturedOutput output) {
		try (FakeServer server = FakeServer.of(client -> client.upgrade("Sec-WebSocket-Protocol: echocast.v1.json")
			.text("{\"type\":\"welcome\",\"topic\":\"t\",\"position\":\"a:1\",\"user\":\"ann\","
					+ "\"expires\":\"2100-01-01T00:00:00Z\"}")
			.text("{\"type\":\"joined\",\"session\":\"s\",\"user\":\"bob\\u001b\",\"info\":{\"a\":1},\"members\":2}")
			.text("{\"type\":\"token\",\"id\":\"token\",\"user\":\"ann\"}")
			.text("{\"type\":\"left\",\"topic\":\"t\",\"code\":\"forbidden\",\"reason\":\"no grant\"}")
			.close(3003, "no grant")
			.message())) {
			assertThat(runTopic(server)).isEqualTo(ExitCode.DENIED);
			assertThat(output.getAll()).contains("joined: s (bob\\x1b)", "membership ended: forbidden: no grant",
					"closed with 3003 (Forbidden): no grant");
			assertThat(runTopic(server, "--json")).isEqualTo(ExitCode.DENIED);
			assertThat(output.getAll()).contains("\"user\":\"ann\",\"expires\":\"2100-01-01T00:00:00Z\"}",
					"\"info\":{\"a\":1},\"user\":\"bob", "{\"type\":\"token\",\"user\":\"ann\"}",
					"{\"type\":\"left\",\"code\":\"forbidden\",\"reason\":\"no grant\"}");
		}
	}

	@Test
	void aKeyIsMade(CapturedOutput output) {
		assertThat(run(List.of("key", "--name", "news"))).isEqualTo(ExitCode.OK);
		List<String> lines = output.getOut().lines().toList();
		String key = lines.get(0);
		assertThat(key).matches("ek_[A-Za-z0-9_-]{43}");
		assertThat(lines.subList(1, lines.size())).containsExactly("", "- name: \"news\"",
				"  sha256: [\"" + KeyCommand.sha256(key) + "\"]", "  grants: [] # {topics: [...], allow: [...]}");
		assertThat(sent("--key", key)).isEqualTo("Bearer " + key);
		assertThat(run(List.of("key", "--name", "a: b"))).isEqualTo(ExitCode.USAGE);
	}

	private static String environment(String variable, String user, String options)
			throws IOException, InterruptedException {
		try (FakeServer server = FakeServer.of(OPEN)) {
			ProcessBuilder builder = new ProcessBuilder("sh", "-c", Processes.client() + " client ws://" + user
					+ "127.0.0.1:" + server.port() + " -s echocast.v1.json --once " + options);
			builder.environment().put(variable, SECRET);
			Process process = Timeouts.limited(builder.redirectErrorStream(true).start());
			assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains("hi")
				.doesNotContain(SECRET);
			assertThat(process.waitFor()).isZero();
			return Peer.header(server.requests().get(0), "Authorization");
		}
	}

}
