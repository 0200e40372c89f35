package dev.echocast.conformance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;

import dev.echocast.client.ClientEvent.Received;
import dev.echocast.client.ClientOptions;
import dev.echocast.client.Message;
import dev.echocast.client.ReconnectingWebSocketClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static dev.echocast.support.Timeouts.LONG;

/**
 * The client library against the Autobahn fuzzing server.
 */
class ClientConformance {

	private static final String AGENT = "echocast";

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
		ConformanceReport.check("client", "client-cases.txt", AutobahnSuite.results("client", AGENT));
	}

	private static String ask(int port, String path) {
		ReconnectingWebSocketClient client = client(port, path);
		client.start();
		return client.events()
			.ofType(Received.class)
			.map(received -> received.message().asText())
			.next()
			.blockOptional(LONG)
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
			.block(LONG);
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
