package dev.echocast.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.echocast.support.ServiceProcess;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service against the Autobahn fuzzing client.
 */
class ServerConformance {

	private static final String ALL = "*";

	/** Sixteen megabytes is what the suite's largest message has. */
	private static final String LIMIT = "--echocast.transport.max-message-size=16MB";

	private static final String AGENT = "echocast";

	private static final Duration PATIENCE = Timeouts.scaled(Duration.ofMinutes(15));

	@Test
	void echoesByTheLetter() throws Exception {
		run("echo", "/ws/echo", "echo-cases.txt", List.of(LIMIT));
	}

	@Test
	void echoesByTheLetterWithCompressionOn() throws Exception {
		run("echo-compression", "/ws/echo", "echo-cases.txt", List.of(LIMIT, "--echocast.transport.compression=true"));
	}

	@Test
	void streamsByTheLetter() throws Exception {
		run("stream", "/ws/stream", "stream-cases.txt", List.of());
	}

	private static void run(String section, String path, String list, List<String> options) throws Exception {
		try (ServiceProcess service = ServiceProcess.start(section, options)) {
			String url = "ws://127.0.0.1:" + service.awaitPort() + path;
			fuzz(section, url);
			assertThat(service.log()).doesNotContain("LEAK", "ERROR", "WARN", "Exception");
		}
		ConformanceReport.check(section, list, AutobahnSuite.results(section, AGENT));
	}

	private static void fuzz(String reports, String url) throws IOException, InterruptedException {
		// A run that breaks off must not be taken for the one before.
		Files.deleteIfExists(Path.of("target/autobahn", reports, "index.json"));
		String spec = """
				{"outdir": "%s", "servers": [{"agent": "%s", "url": "%s"}], "cases": ["%s"],
				"exclude-cases": [], "exclude-agent-cases": {}}""".formatted(reports, AGENT, url, ALL);
		try (AutobahnSuite suite = AutobahnSuite.start("fuzzingclient", spec)) {
			suite.awaitEnd(PATIENCE);
		}
	}

}
