package dev.echocast.cli;

import java.util.List;

import dev.echocast.client.FakeServer;
import dev.echocast.client.FakeServer.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong with the command line's credentials, which nothing shows.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialErrorsIntegrationTests extends CredentialFixture {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "echo s3cret; exit 3 | the command ended with exit code 3",
			"echo s3cret >&2; false | the command ended with exit code 1",
			"true | what the source gave is none (RFC 6750 section 2.1)",
			"echo s3cret s3cret | what the source gave is none (RFC 6750 section 2.1)",
			"yes s3cret | what the command printed has more than 16384 bytes",
			"echo s3cret; sleep 1000 | none within 100 ms", "/no/such/s3cret | the command ended with exit code 127" })
	void thatACommandDoesNotGiveAreToldWithoutWhatItSaid(String command, String why, CapturedOutput output) {
		try (FakeServer server = FakeServer.of(OPEN)) {
			String patience = why.startsWith("none") ? "100ms" : "30s";
			assertThat(run(server, "--token-command", command, "--connect-timeout", patience))
				.isEqualTo(ExitCode.FAILED);
			assertThat(output.getAll() + this.err).contains("no token: " + why).doesNotContain(SECRET);
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void twoAreAWrongCommandLine(CapturedOutput output) {
		for (List<String> second : List.of(List.of("--key", SECRET), List.of("--basic", "me:" + SECRET),
				List.of("--token-file", "x"), List.of("--token-command", SECRET),
				List.of("-H", " authorization : " + SECRET))) {
			assertWrong(output, "ws://h/", "--token", SECRET, second.get(0), second.get(1));
		}
		assertWrong(output, "ws://me:" + SECRET + "@h/", "--token", SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws://h/|--token|two|s3cret", "ws://h/|--tokne|s3cret", "ws://h/|--tokne=s3cret",
			"ws://h/|--token|s3cret s3cret", "http://me:s3cret@h/", "ws://h/?access_token=s3cret%",
			"ws://h/|-t|ek_s3cret7890", "ws://h/|-H|ek_s3cret7890", "ws://h/|-H|Bearer s3cret",
			"ws://h/|--key|s3cret|--key|s3cret" })
	void slipsDoNotShowThem(String arguments, CapturedOutput output) {
		assertWrong(output, arguments.split("\\|"));
	}

	@ParameterizedTest
	@CsvSource({ "3000, 9", "3003, 9", "401, 9", "403, 9", "404, 5" })
	void aRefusalHasACodeOfItsOwn(int refusal, int exitCode, CapturedOutput output) {
		Step step = (refusal < 1000) ? client -> client.answer("HTTP/1.1 " + refusal + " No\r\nContent-Length: 0")
				: client -> client.upgrade("Sec-WebSocket-Protocol: echocast.v1.json")
					.close(refusal, SECRET + " is expired")
					.message();
		try (FakeServer server = FakeServer.of(step)) {
			assertThat(run(server, "--token", SECRET, "-s", "echocast.v1.json")).isEqualTo(exitCode);
			assertThat(runTopic(server, "--token", SECRET)).isEqualTo(exitCode);
			assertThat(run(List.of("bench", server.uri().toString(), "--token", SECRET, "-c", "1", "-d", "10ms")))
				.isNotEqualTo(ExitCode.OK);
			assertThat(output.getAll() + this.err).doesNotContain(SECRET);
		}
	}

	private void assertWrong(CapturedOutput output, String... arguments) {
		assertThat(run(List.of(arguments))).isEqualTo(ExitCode.USAGE);
		assertThat(output.getAll() + this.err).contains("(--help shows the options)").doesNotContain(SECRET);
	}

}
