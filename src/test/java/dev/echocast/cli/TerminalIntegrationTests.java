package dev.echocast.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.echocast.client.FakeServer;
import dev.echocast.support.Timeouts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The interactive mode in a process of its own on a pseudo-terminal, which
 * {@code script(1)} makes.
 */
class TerminalIntegrationTests {

	private static final Duration SOON = Timeouts.LONG;

	@TempDir
	Path folder;

	private final CountDownLatch now = new CountDownLatch(1);

	private final FakeServer server = FakeServer.of(client -> {
		client.upgrade();
		await(this.now);
		client.text("news\u001b[2J").echo();
	});

	private Process process;

	@BeforeAll
	static void needsScript() {
		Assumptions.assumeTrue(Processes.isOnPath("script") && Processes.isOnPath("stty"),
				"skipped: no script(1) or stty(1) to make a pseudo-terminal");
	}

	@AfterEach
	void stop() {
		this.process.destroyForcibly();
		this.server.close();
	}

	/**
	 * Also where the interrupt is ignored, as it is for what a script runs in the
	 * background.
	 */
	@ParameterizedTest
	@Execution(ExecutionMode.CONCURRENT)
	@ValueSource(strings = { "", "trap '' INT; " })
	void thePromptIsRedrawnUnderIncomingMessages(String before) throws Exception {
		start(before);
		expect("Type send 0 <text> to send a message; help lists the commands");
		expect("Created connection with id 0");
		expect("\u001b[33m0 -- open");
		type("send 0 unfinis");
		expect("echocast> send 0 unfinis");
		this.now.countDown();
		expect("0 << news\\x1b[2J");
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(screen().substring(screen().indexOf("0 << news")))
				.contains("echocast> send 0 unfinis"));
		type("hed\r");
		expect("0 << unfinished");
		type("he\t\r");
		expect("sendall <text>");
		type("\u0010\u0010\r");
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(screen().split("0 << unfinished")).as("history").hasSizeGreaterThan(2));
		type("half a line");
		expect("echocast> half a line");
		type("\u0003");
		Awaitility.await()
			.atMost(SOON)
			.until(() -> screen().lastIndexOf("echocast> ") > screen().indexOf("half a line"));
		type("\u0004");
		expect("0 -- closed with 1001 (Going Away)");
		assertThat(this.process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.process.exitValue()).as(screen()).isZero();
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void interruptingAnEmptyLineQuitsAndLeavesTheTerminalAsItWas() throws Exception {
		start("trap '' INT; stty -a | grep -o 'intr = [^;]*'; ", "; stty -a | grep -o 'intr = [^;]*'; echo left");
		expect("0 -- open");
		this.now.countDown();
		expect("0 << news\\x1b[2J");
		type("\u0003");
		expect("0 -- closed with 1001 (Going Away)");
		expect("left");
		assertThat(screen().split("intr = \\^C", -1)).as(screen()).hasSize(3);
		assertThat(this.process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aLineWithATokenIsNotRemembered() throws Exception {
		start("");
		this.now.countDown();
		expect("0 << news\\x1b[2J");
		type("send 0 before\r");
		expect("0 << before");
		type("connect " + this.server.uri() + " --token s3cret\r");
		expect("1 << news\\x1b[2J");
		type("\u0010\r");
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(screen().split("0 << before")).as("history").hasSizeGreaterThan(2));
		type("\u0004");
		expect("0 -- closed with 1001 (Going Away)");
		assertThat(this.process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(Files.readString(this.folder.resolve(".echocast_history"))).contains("before")
			.doesNotContain("s3cret");
	}

	private void start(String before) throws IOException {
		start(before + "exec ", "");
	}

	private void start(String before, String after) throws IOException {
		String client = Processes.client("-Duser.home=" + this.folder) + " client " + this.server.uri();
		ProcessBuilder builder = new ProcessBuilder("script", "-qec",
				"stty cols 100 rows 30; " + before + client + after, "/dev/null");
		builder.environment().put("TERM", "xterm");
		this.process = builder.redirectErrorStream(true).redirectOutput(this.folder.resolve("screen").toFile()).start();
	}

	private void type(String keys) throws IOException {
		OutputStream keyboard = this.process.getOutputStream();
		keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
		keyboard.flush();
	}

	private void expect(String text) {
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(screen()).contains(text));
	}

	private String screen() throws IOException {
		return Files.readString(this.folder.resolve("screen"));
	}

	private static void await(CountDownLatch latch) throws IOException {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

}
