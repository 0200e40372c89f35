package dev.echocast.cluster;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.echocast.support.ApplicationProcess;
import dev.echocast.support.Conversation;
import org.junit.jupiter.api.Test;

import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.SOON;
import static dev.echocast.support.Timeouts.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Without the setting there is no trace of Redis.
 */
class OneNodeIntegrationTests {

	private static final Pattern READY = Pattern.compile("is ready: ws://localhost:(\\d+)/");

	private static final Pattern REDIS = Pattern
		.compile(" (io\\.lettuce|org\\.springframework\\.data\\.redis|dev\\.echocast\\.engine\\.redis)\\.");

	@Test
	void loadsNoClassOfRedisAndShowsNoHealthOfIt() throws Exception {
		Path classes = Path.of("target", "one-node-classes.log");
		Process service = limited(
				new ProcessBuilder(ApplicationProcess.command(List.of("-Xlog:class+load:file=" + classes),
						List.of("--server.port=0", "--management.endpoint.health.show-details=always")))
					.redirectError(ProcessBuilder.Redirect.INHERIT)
					.start());
		try (BufferedReader output = service.inputReader()) {
			int port = port(output);
			try (Conversation peer = Conversation.open(port, "/ws/broadcast/t?history=1")) {
				peer.send(text("x")).expect(text("x"));
			}
			String health = Node.HTTP
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health"))
					.timeout(SOON)
					.build(), BodyHandlers.ofString())
				.body();
			assertThat(health).contains("\"status\":\"UP\"").doesNotContainIgnoringCase("redis");
		}
		finally {
			service.destroyForcibly().waitFor();
		}
		try (Stream<String> loaded = Files.lines(classes)) {
			assertThat(loaded.filter((line) -> REDIS.matcher(line).find())).isEmpty();
		}
	}

	private static int port(BufferedReader output) throws Exception {
		String line = output.readLine();
		while (line != null) {
			Matcher ready = READY.matcher(line);
			if (ready.find()) {
				return Integer.parseInt(ready.group(1));
			}
			line = output.readLine();
		}
		throw new AssertionError("the service did not start");
	}

}
