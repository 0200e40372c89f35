package dev.echocast.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.client.FakeServer;
import dev.echocast.client.FakeServer.Step;
import dev.echocast.client.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands with credentials, without an input.
 */
abstract class CredentialFixture {

	static final String SECRET = "s3cret";

	/** A topic of one message. */
	static final Step OPEN = client -> client.upgrade("Sec-WebSocket-Protocol: echocast.v1.json")
		.text("{\"type\":\"message\",\"position\":\"a:1\",\"user\":\"ann\",\"text\":\"hi\"}")
		.echo();

	final StringWriter err = new StringWriter();

	private final InputStream in = System.in;

	@BeforeEach
	void emptyInput() {
		System.setIn(InputStream.nullInputStream());
	}

	@AfterEach
	void restoreInput() {
		System.setIn(this.in);
	}

	/** What the server gets as {@code Authorization}. */
	String sent(String... options) {
		try (FakeServer server = FakeServer.of(OPEN)) {
			assertThat(runTopic(server, options)).isEqualTo(ExitCode.OK);
			return Peer.header(server.requests().get(0), "Authorization");
		}
	}

	int runTopic(FakeServer server, String... options) {
		return run(List.of("topic", server.uri().toString(), "-n", "1"), options);
	}

	/** Until something ends it; the input alone would after a second. */
	int run(FakeServer server, String... options) {
		return run(List.of(server.uri().toString(), "--wait", "forever"), options);
	}

	int run(List<String> command, String... options) {
		List<String> words = new ArrayList<>(command);
		words.addAll(List.of(options));
		CommandLine line = EchocastCli.commandLine();
		line.setErr(new PrintWriter(this.err));
		return line.execute(words.toArray(String[]::new));
	}

}
