package dev.echocast.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;

import dev.echocast.client.FakeServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

	private final InputStream in = System.in;

	@BeforeEach
	void emptyInput() {
		System.setIn(InputStream.nullInputStream());
	}

	@AfterEach
	void restoreInput() {
		System.setIn(this.in);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://h/", "ws://h/ --what", "ws://h/ --wait soon", "ws://h/ --proxy x", "topic",
			"topic h:x", "topic ws://h/ --since x", "bench http://h/", "ws://h/ -H x" })
	void aWrongCommandLineGetsOneLine(String arguments) {
		assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
		assertThat(this.err.toString().lines()).singleElement().asString().endsWith("(--help shows the options)");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "socks5://me:secret@h", "socks5://me:secret%@h:1", "me:secret@h:1", "socks5://me:secret@h@:1" })
	void aWrongProxyIsShownWithoutItsPassword(String proxy) {
		assertThat(run("ws://h/ --proxy " + proxy)).isEqualTo(ExitCode.USAGE);
		assertThat(this.err.toString()).startsWith("not a proxy like ").contains("h").doesNotContain("secret");
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

	@Test
	void optionsReachTheServer() {
		try (FakeServer server = FakeServer
			.of(client -> client.upgrade("Sec-WebSocket-Protocol: b").text("hi").echo())) {
			assertThat(run("ws://127.0.0.1:" + server.port()
					+ "/x -s a -s b --origin http://o --user-agent me --basic u:p" + " -H X-A:1 --compress --once -q"))
				.isEqualTo(ExitCode.OK);
			assertThat(server.requests()).singleElement()
				.asString()
				.contains("GET /x ", "Sec-WebSocket-Protocol: a, b", "Origin: http://o", "User-Agent: me",
						"Authorization: Basic dTpw", "X-A: 1", "Sec-WebSocket-Extensions: permessage-deflate");
		}
	}

	@Test
	void aTopicIsFollowed(CapturedOutput output) {
		FakeServer.Step news = client -> client.upgrade("Sec-WebSocket-Protocol: echocast.v1.json")
			.text("{\"type\":\"welcome\",\"topic\":\"news\",\"position\":\"a:1\",\"recovered\":false}")
			.text("{\"type\":\"joined\",\"session\":\"s2\",\"members\":2,\"others\":1}")
			.text("{\"type\":\"left\",\"session\":\"s2\",\"members\":1}")
			.text("{\"type\":\"error\",\"code\":\"c\",\"message\":\"no\"}")
			.text("{\"type\":\"message\",\"position\":\"a:2\",\"sender\":\"s\",\"text\":\"hi\"}")
			.text("{\"type\":\"message\",\"position\":\"a:3\",\"sender\":\"s\",\"text\":\"more\"}")
			.echo();
		try (FakeServer server = FakeServer.of(news)) {
			assertThat(run("topic " + server.uri() + " --since a:0 --positions -n 1")).isEqualTo(ExitCode.OK);
			assertThat(output.getAll()).contains("gap: some messages are gone for good", "joined: s2 and 1 more",
					"left: s2", "refused: no");
			assertThat(run("topic " + server.uri() + " --json -n 1")).isEqualTo(ExitCode.OK);
			assertThat(run("topic " + server.uri() + " -q -t 300ms")).isEqualTo(ExitCode.TIMEOUT);
		}
		try (FakeServer server = FakeServer
			.of(client -> client.answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0"))) {
			assertThat(run("topic " + server.uri())).isEqualTo(ExitCode.DENIED);
		}
	}

	private int run(String arguments) {
		CommandLine line = EchocastCli.commandLine();
		line.setErr(new PrintWriter(this.err));
		return line.execute(arguments.split(" "));
	}

}
