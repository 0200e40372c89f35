package dev.echocast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.echocast.client.FakeServer;
import dev.echocast.support.Timeouts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of the shell, typed into a screen of the test's.
 */
class ShellIntegrationTests {

	private final FakeScreen screen = new FakeScreen();

	private final FakeServer server = FakeServer.of(client -> client.upgrade().echo());

	private final Thread shell = new Thread(() -> new Shell(this.screen, new ConnectOptions()).run(null));

	@AfterEach
	void leave() throws InterruptedException {
		this.screen.type("quit");
		this.shell.join(Timeouts.SOON.toMillis());
		assertThat(this.shell.isAlive()).isFalse();
		this.server.close();
	}

	@Test
	void aConversation() {
		connected();
		type("send 0 grüß \u001b[2Jdich").expect("0 << grüß \\x1b[2Jdich");
		type("sendhex 0 00 ff").expect("0 << 00 ff (binary, 2 bytes)");
		type("ping 0").expectMatching("0 -- pong after .* ms");
		type("show 0").expect("URI:            " + this.server.uri(), "Status:         Open", "Transcript:",
				">> grüß \\x1b[2Jdich", "<< grüß \\x1b[2Jdich", ">> 00 ff (binary, 2 bytes)",
				"<< 00 ff (binary, 2 bytes)");
		this.screen.expectMatching("Remote server:  fake /127.0.0.1:.*", "Round-trip:     .* ms");
		this.screen.expect("Messages:       2 sent, 2 received", "Buffered:       0 bytes");
		type("close 0 3001 bye").expect("0 -- closed with 3001 (Registered): bye");
		type("show").expect("Status:         Closed", "Close:          3001 (Registered): bye");
		type("list").expect("  0  Closed     " + this.server.uri());
		type("send 0 late").expect("Connection 0 is not open");
	}

	@Test
	void sendAllReachesTheOpenOnes() {
		connected();
		type("connect " + this.server.uri()).expect("Created connection with id 1", "1 -- open");
		type("close 0").expect("0 -- closed with 1000 (Normal Closure)");
		type("sendall hello").expect("Sent to 1 connections", "1 << hello");
	}

	@Test
	void filesAreSentAsBinary(@TempDir Path folder) throws IOException {
		connected();
		Path file = Files.write(folder.resolve("a.bin"), new byte[] { 1, 2 });
		type("sendfile 0 " + file).expect("0 << 01 02 (binary, 2 bytes)");
		type("sendfile 0 " + folder.resolve("none")).expect("Cannot read " + folder.resolve("none"));
	}

	@Test
	void whatIsWrongGetsOneClearLine() {
		type("fly").expect("Unknown command fly (help lists them)");
		type("show").expect("No connection yet");
		type("show 7").expect("No connection with id 7");
		type("send 7 text").expect("No connection with id 7");
		type("send").expect("Usage: send <id> <text>, sendhex <id> <hex>, sendfile <id> <file>");
		type("sendall").expect("Usage: sendall <text>");
		type("ping").expect("Usage: ping <id>");
		type("connect").expect("Usage: connect <uri> [options]");
		type("connect http://h/").expect("not a ws:// or wss:// address: http://h/");
		type("connect ws://h/%").expect("not a ws:// or wss:// address: ws://h/%");
		type("connect ws://h/ --proxy ftp://x").expectMatching("not a proxy like .*");
		type("connect ws://h/ -H nonsense").expect("not a header like 'Name: value': nonsense");
		type("connect ws://h/ --ca /none").expect("cannot read /none");
		type("connect ws://h/ --what").expectMatching("Unknown option.*");
		type("reconnect 0").expect("Usage: reconnect <id> on|off");
		type("connect --help").expectMatching("(?s)Usage: connect.*");
		type("help").expect("quit                       close all and leave");
	}

	@Test
	void closeCodesAndReasonsAreChecked() {
		connected();
		type("sendhex 0 0g").expect("not hexadecimal: 0g");
		type("close 0 1005").expect("Invalid close code used");
		type("close 0 x").expect("Invalid close code used");
		type("close 0 4000 " + "é".repeat(62)).expect("Reason cut to 123 bytes",
				"0 -- closed with 4000 (Private Use): " + "é".repeat(61));
	}

	@Test
	void failuresAreShownAndReconnectingCanBeTurnedOff() {
		this.server.close();
		type("connect " + this.server.uri()).expect("Created connection with id 0");
		this.screen.expectMatching("0 -- failed: Connection refused.*");
		type("show 0").expect("Status:         Failed", "Remote server:  unknown");
		type("connect " + this.server.uri() + " --reconnect").expectMatching("1 -- Connection refused.*; again in .*");
		type("list").expect("  1  Failed     " + this.server.uri());
		type("reconnect 1 off");
		Awaitility.await().until(() -> type("list").shows("  1  Closed     " + this.server.uri()));
	}

	@Test
	void quitSaysGoingAway() {
		connected();
		this.screen.type("quit");
		this.screen.expect("0 -- closed with 1001 (Going Away)");
	}

	private void connected() {
		type("connect " + this.server.uri()).expect("Created connection with id 0", "0 -- open");
	}

	private FakeScreen type(String line) {
		if (this.shell.getState() == Thread.State.NEW) {
			this.shell.start();
		}
		return this.screen.type(line);
	}

}
