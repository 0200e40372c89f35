package dev.echocast.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.echocast.client.FakeServer;
import dev.echocast.client.Peer.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of the shell from a pipe: each ends before the next begins.
 */
class PipedShellIntegrationTests {

	private final List<Integer> codes = new CopyOnWriteArrayList<>();

	private final FakeServer server = FakeServer.of(client -> {
		client.upgrade();
		Frame frame = client.read();
		while (frame.opcode() != 8) {
			client.frame((frame.opcode() == 9) ? 0x8a : frame.first(), frame.payload());
			frame = client.read();
		}
		this.codes.add(frame.code());
		client.close(frame.code(), "");
	});

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void aConversation() {
		assertThat(run("connect " + this.server.uri(), "ping 0", "send 0 hi", "sendhex 0 ff", "close 0 3001", "list",
				"send 0 late", "quit"))
			.satisfies(lines -> assertThat(lines.get(2)).startsWith("0 -- pong after "))
			.containsSubsequence("Created connection with id 0", "0 -- open", "0 << hi", "0 << ff (binary, 1 bytes)",
					"0 -- closed with 3001 (Registered)", "  0  Closed     " + this.server.uri(),
					"Connection 0 is not open")
			.hasSize(8);
		assertThat(this.codes).containsExactly(3001);
	}

	@Test
	void aConnectionThatCannotBeMadeEndsItsCommandToo() {
		this.server.close();
		assertThat(run("connect " + this.server.uri(), "list", "connect " + this.server.uri() + " --reconnect", "list",
				"send 0 hi", "ping 0", "close 0"))
			.satisfies(lines -> assertThat(lines.get(1)).startsWith("0 -- failed: "))
			.satisfies(lines -> assertThat(lines.get(2)).startsWith("  0  Failed "))
			.satisfies(lines -> assertThat(lines.get(4)).matches("1 -- .*; again in .*"))
			.endsWith("Connection 0 is not open");
	}

	@Test
	void whatIsSentBeforeTheEndArrives() {
		assertThat(run("connect " + this.server.uri(), "sendall one", "send 0 two", "quit", "send 0 never"))
			.containsSubsequence("Sent to 1 connections", "0 << two", "0 -- closed with 1001 (Going Away)")
			.contains("0 << one");
		assertThat(run("connect " + this.server.uri(), "send 0 three")).containsSubsequence("0 << three",
				"0 -- closed with 1001 (Going Away)");
		assertThat(this.codes).containsExactly(1001, 1001);
	}

	@Test
	void noCredentialIsShown() {
		String address = this.server.uri().toString().replace("ws://", "ws://me:s3cret@");
		assertThat(run("connect " + this.server.uri() + " --token s3cret", "show", "connect " + address, "list",
				"show 1", "conect h --token s3cret", "connect h --tokne s3cret", "connect h --token s3cret s3cret",
				"connect h --token 's3cret s3cret'", "connect h --token s3cret --key s3cret"))
			.contains("URI:            " + this.server.uri(), "Status:         Open",
					"  1  Open       " + this.server.uri(), "Unknown option --tokne", "Too many arguments",
					"not a token (RFC 6750 section 2.1)", "more than one credential")
			.noneMatch(line -> line.contains("s3cret"));
		assertThat(this.server.requests()).element(0).asString().contains("Authorization: Bearer s3cret");
	}

	private static List<String> run(String... commands) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Screen screen = new PlainScreen(new BufferedReader(new StringReader(String.join("\n", commands))),
				new PrintStream(out, true, StandardCharsets.UTF_8));
		assertThat(new Shell(screen, new ConnectOptions()).run(null)).isEqualTo(ExitCode.OK);
		return out.toString(StandardCharsets.UTF_8).lines().toList();
	}

}
