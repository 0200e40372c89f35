package dev.echocast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

import dev.echocast.client.FakeServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class EchocastCliIntegrationTests {

	private final StringWriter err = new StringWriter();

	@ParameterizedTest
	@ValueSource(strings = { "http://h/", "ws://h/ --what", "ws://h/ --wait soon", "ws://h/ --proxy x", "topic",
			"topic h:x", "bench http://h/", "ws://h/ -H x" })
	void aWrongCommandLineGetsOneLine(String arguments) {
		assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
		assertThat(this.err.toString().lines()).singleElement().asString().endsWith("(--help shows the options)");
	}

	@Test
	void helpNamesTheExitCodes(CapturedOutput output) {
		assertThat(run("--help")).isEqualTo(ExitCode.OK);
		assertThat(output.getOut()).contains("Exit codes:", "3   refused", "--subprotocol", "topic", "bench");
	}

	@Test
	void benchMeasuresEcho(CapturedOutput output) {
		try (FakeServer server = FakeServer.of(client -> client.upgrade().echo())) {
			assertThat(run("bench " + server.uri() + " -c 2 -f 2 -d 200ms --warm-up 100ms")).isEqualTo(ExitCode.OK);
			assertThat(output.getOut()).contains("echo, 2 connections, 2 in flight, 64 bytes", "p99", "failures    0");
			assertThat(run("bench " + server.uri() + " --broadcast -c 1 -d 100ms --warm-up 0ms --json"))
				.isEqualTo(ExitCode.OK);
			assertThat(output.getOut()).contains("\"mode\":\"broadcast\"", "\"p99.9\":");
		}
	}

	@Test
	void benchTellsThatItCannotConnect() {
		assertThat(run("bench ws://127.0.0.1:1/")).isEqualTo(ExitCode.REFUSED);
		assertThat(this.err.toString()).contains("refused");
	}

	private int run(String arguments) {
		CommandLine line = EchocastCli.commandLine();
		line.setErr(new PrintWriter(this.err));
		return line.execute(arguments.split(" "));
	}

}
