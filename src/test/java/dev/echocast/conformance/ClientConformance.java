package dev.echocast.conformance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.echocast.client.ClientEvent.Received;
import dev.echocast.client.ClientOptions;
import dev.echocast.client.Message;
import dev.echocast.client.ReconnectingWebSocketClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client library against the Autobahn fuzzing server.
 */
class ClientConformance {

	private static final String AGENT = "echocast";

	/** Case, behaviour, behaviour at the close; one line each. */
	private static final Path EXPECTED = Path.of("src/test/conformance/client-cases.txt");

	private static final Duration PER_CASE = Duration.ofMinutes(2);

	@Test
	void behavesAsBeforeInEveryCase() throws IOException {
		int port = freePort();
		String spec = """
				{"url": "ws://127.0.0.1:%d", "webport": %d, "outdir": "client", "cases": ["*"],
				"exclude-cases": [], "exclude-agent-cases": {}}""".formatted(port, freePort());
		try (AutobahnSuite suite = AutobahnSuite.start("fuzzingserver", spec)) {
			suite.awaitPort(port);
			int cases = Integer.parseInt(ask(port, "/getCaseCount"));
			for (int i = 1; i <= cases; i++) {
				echo(port, "/runCase?case=" + i + "&agent=" + AGENT);
			}
			echo(port, "/updateReports?agent=" + AGENT);
		}
		Map<String, String> results = AutobahnSuite.results("client", AGENT);
		List<String> lines = AutobahnSuite.lines(results);
		Files.write(Path.of("target/autobahn/client-cases.txt"), lines);
		assertThat(results.values()).noneMatch(result -> result.contains("FAILED"));
		assertThat(lines).isEqualTo(Files.readAllLines(EXPECTED));
	}

	private static String ask(int port, String path) {
		ReconnectingWebSocketClient client = client(port, path);
		client.start();
		return client.events()
			.ofType(Received.class)
			.map(received -> received.message().asText())
			.next()
			.blockOptional(PER_CASE)
			.orElseThrow();
	}

	private static void echo(int port, String path) {
		ReconnectingWebSocketClient client = client(port, path);
		client.start();
		client.events()
			.ofType(Received.class)
			.concatMap(received -> answer(client, received.message()))
			.onErrorComplete()
			.then()
			.block(PER_CASE);
	}

	private static Mono<Void> answer(ReconnectingWebSocketClient client, Message message) {
		return client.send(message).onErrorComplete();
	}

	private static ReconnectingWebSocketClient client(int port, String path) {
		return ReconnectingWebSocketClient
			.create(ClientOptions.builder(URI.create("ws://127.0.0.1:" + port + path)).reconnect(false).build());
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
