package dev.echocast.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.echocast.client.ClientOptions;
import dev.echocast.client.FakeServer;
import dev.echocast.client.FakeServer.Step;
import dev.echocast.client.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class OneShotIntegrationTests {

	private static final Step ECHO = client -> client.upgrade().echo();

	private final OutputOptions options = new OutputOptions();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private String lines = "";

	/** What happens before the input ends. */
	private Runnable end = () -> {
	};

	private int count;

	private Duration wait = Durations.FOREVER;

	private Duration timeout = SOON;

	@Test
	void linesGoOutAndMessagesComeIn() throws Exception {
		type("hi\ngrüß \u001b[2J\n");
		this.count = 2;
		assertThat(run(ECHO)).isEqualTo(ExitCode.OK);
		assertThat(text(this.out)).isEqualTo("hi\ngrüß \\x1b[2J\n");
		assertThat(text(this.err)).isEmpty();
	}

	@Test
	void rawOutputIsWhatCame() throws Exception {
		this.options.raw = true;
		this.count = 2;
		assertThat(run(client -> {
			client.upgrade().frame(0x82, (byte) 1, (byte) 2).text("\u001b[2J").message();
			client.close(1000, "");
		})).isEqualTo(ExitCode.OK);
		assertThat(text(this.out)).isEqualTo("\u0001\u0002\u001b[2J\n");
	}

	@Test
	void hexGoesOutAsBinary() throws Exception {
		type("00 ff\n");
		this.options.hex = true;
		this.count = 1;
		assertThat(run(ECHO)).isEqualTo(ExitCode.OK);
		assertThat(text(this.out)).isEqualTo("00 ff\n");
	}

	@Test
	void aLineThatIsNoHexIsAWrongCommandLine() throws Exception {
		type("what\n");
		this.options.hex = true;
		assertThat(run(ECHO)).isEqualTo(ExitCode.USAGE);
		assertThat(text(this.err)).contains("not hexadecimal: what");
	}

	@Test
	void jsonTellsAllEvents() throws Exception {
		type("hi\n");
		this.options.json = true;
		this.options.timestamps = true;
		this.count = 1;
		assertThat(run(ECHO)).isEqualTo(ExitCode.OK);
		assertThat(text(this.out).lines()).hasSize(4)
			.allMatch(line -> line.matches("\\{\"type\":\"(connecting|opened|message|closed)\".*,\"time\":\".*Z\"}"))
			.anyMatch(line -> line.startsWith("{\"type\":\"message\",\"text\":\"hi\""));
	}

	@Test
	void timestampsComeFirst() throws Exception {
		type("hi\n");
		this.options.timestamps = true;
		this.count = 1;
		assertThat(run(ECHO)).isEqualTo(ExitCode.OK);
		assertThat(text(this.out)).matches("\\d{4}-\\d\\d-\\d\\dT.*Z hi\n");
	}

	@Test
	void receivingEndsSomeTimeAfterTheInput() throws Exception {
		type("hi\n");
		this.end = () -> await().until(() -> !text(this.out).isEmpty());
		this.wait = Duration.ofMillis(300);
		assertThat(run(ECHO)).isEqualTo(ExitCode.OK);
		assertThat(text(this.out)).isEqualTo("hi\n");
	}

	@Test
	void aCountThatIsNotReachedIsATimeout() throws Exception {
		this.wait = Duration.ofMillis(50);
		this.count = 1;
		assertThat(run(ECHO)).isEqualTo(ExitCode.TIMEOUT);
	}

	@Test
	void theTimeoutLimitsAll() throws Exception {
		this.timeout = Duration.ofMillis(100);
		assertThat(run(ECHO)).isEqualTo(ExitCode.TIMEOUT);
	}

	@ParameterizedTest
	@CsvSource({ "1000, 0", "1001, 0", "1002, 6", "1007, 6", "1008, 8", "1011, 8", "1013, 8", "4000, 8" })
	void theServersCloseDecides(int closeCode, int exitCode) throws Exception {
		assertThat(run(client -> client.upgrade().close(closeCode, "because\u0007").message())).isEqualTo(exitCode);
		if (closeCode != 1000) {
			assertThat(text(this.err)).contains("closed by the server with " + closeCode, "because\\x07");
		}
	}

	@Test
	void failuresHaveTheirCodes() throws Exception {
		assertThat(run(client -> client.answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0")))
			.isEqualTo(ExitCode.REJECTED);
		assertThat(run(client -> client.answer("nonsense"))).isEqualTo(ExitCode.PROTOCOL);
		assertThat(run(Peer::request)).isEqualTo(ExitCode.CLOSED);
		int port;
		try (ServerSocket taken = new ServerSocket(0)) {
			port = taken.getLocalPort();
		}
		assertThat(run(URI.create("ws://127.0.0.1:" + port))).isEqualTo(ExitCode.REFUSED);
		assertThat(text(this.err)).contains("the server answered 404: Not Found", "does not speak HTTP", "refused");
	}

	/** For which it waits as long as the server may take to end the connection. */
	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aBrokenProtocolIsToldAlsoAfterTheEndOfTheInput() throws Exception {
		type("hi\n");
		this.wait = Duration.ofMillis(50);
		assertThat(run(client -> {
			client.upgrade().message();
			client.frame(0x83).swallow();
		})).isEqualTo(ExitCode.PROTOCOL);
		assertThat(text(this.err)).contains("the server broke the protocol");
	}

	@Test
	void aCloseWithoutACodeIsNoError() throws Exception {
		assertThat(run(client -> client.upgrade().frame(0x88).message())).isEqualTo(ExitCode.OK);
	}

	@Test
	void quietSaysNothing() throws Exception {
		this.options.quiet = true;
		assertThat(run(client -> client.answer("nonsense"))).isEqualTo(ExitCode.PROTOCOL);
		assertThat(text(this.err)).isEmpty();
	}

	private void type(String lines) {
		this.lines = lines;
	}

	private int run(Step step) throws InterruptedException, IOException {
		try (FakeServer server = FakeServer.of(step)) {
			return run(server.uri());
		}
	}

	private int run(URI uri) throws InterruptedException {
		Output output = new Output(this.options, new PrintStream(this.out, true, StandardCharsets.UTF_8),
				new PrintStream(this.err, true, StandardCharsets.UTF_8));
		InputStream input = new ByteArrayInputStream(this.lines.getBytes(StandardCharsets.UTF_8)) {

			@Override
			public int read(byte[] bytes, int offset, int length) {
				int read = super.read(bytes, offset, length);
				if (read < 0) {
					OneShotIntegrationTests.this.end.run();
				}
				return read;
			}

		};
		ClientOptions client = ClientOptions.builder(uri).reconnect(false).build();
		return new OneShot(client, input, output, this.count, this.wait, this.timeout).run();
	}

	private static String text(ByteArrayOutputStream bytes) {
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
