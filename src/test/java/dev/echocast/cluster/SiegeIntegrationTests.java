package dev.echocast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

import dev.echocast.support.Conversation;
import dev.echocast.support.Seeds;
import dev.echocast.support.ServiceProcess;
import org.junit.jupiter.api.Test;

import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process with little memory under siege by peers of every kind that make it hold some,
 * and beside them members and publishers who mean well. It lives, those lose nothing, and
 * nothing stays behind.
 */
class SiegeIntegrationTests {

	private static final List<String> OPTIONS = List.of("-Xmx96m", "-XX:+ExitOnOutOfMemoryError",
			"-Dio.netty.leakDetection.level=advanced",
			Seeds.isLong() ? "-XX:+TieredCompilation" : ServiceProcess.SHORT_LIVED);

	/**
	 * A connection of HTTP ends when it has been idle, so that none is left at the end.
	 */
	private static final List<String> ARGUMENTS = List.of("--server.netty.idle-timeout=2s",
			"--management.endpoints.web.exposure.include=health,prometheus",
			"--echocast.broadcast.history.size=100000");

	/** One for the start, a few for trouble of a kind that repeats. */
	private static final int FEW_LINES = 20;

	private static final double OWN_CONNECTION = 8 * 1024;

	@Test
	void costsItselfAlone() {
		Seeds.check(Duration.ofSeconds(1), () -> true, SiegeIntegrationTests::run);
	}

	private static void run(Random random) throws Exception {
		try (ServiceProcess service = ServiceProcess.start("siege", OPTIONS, ARGUMENTS)) {
			int port = service.awaitPort();
			try (Load load = new Load(List.of("honest"), () -> List.of(port), random); Siege siege = new Siege(port)) {
				load.start(() -> 100);
				siege.begin(Seeds.isLong() ? 6 : 2, Seeds.isLong() ? 20 : 2, random);
				siege.awaitEnd();
				// Large messages of other topics take their share of the history.
				Checker.Report report = load.finish(0, false);
				System.out.println("Siege: " + report + "; " + load + "; " + siege);
				assertThat(report.violations()).isEmpty();
				assertThat(report.gaps()).isZero();
			}
			assertThat(service.isAlive()).isTrue();
			await().untilAsserted(() -> assertThat(held(port)).containsOnly(Map.entry("connection", OWN_CONNECTION),
					Map.entry("message", 0.0), Map.entry("body", 0.0), Map.entry("queue", 0.0),
					Map.entry("output", 0.0)));
			try (Conversation peer = Conversation.open(port, "/ws/broadcast/after")) {
				peer.send(text("x".repeat(1_000_000))).expect(text("x".repeat(1_000_000)));
			}
			assertThat(service.log()).doesNotContain("ERROR", "OutOfMemory", "OutOfDirectMemory", "LEAK", "Exception");
			assertThat(service.log().lines()).hasSizeLessThan(FEW_LINES);
		}
	}

	/** What the node holds, by kind, this request's own connection included. */
	private static Map<String, Double> held(int port) {
		try (Conversation peer = Conversation.connect(port)) {
			peer.send("GET /actuator/prometheus HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
			String meters = new String(peer.input().readAllBytes(), StandardCharsets.UTF_8);
			return meters.lines()
				.filter((line) -> line.startsWith("echocast_memory_held_bytes{"))
				.collect(Collectors.toMap((line) -> line.replaceAll(".*kind=\"(.*?)\".*", "$1"),
						(line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1).strip())));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
