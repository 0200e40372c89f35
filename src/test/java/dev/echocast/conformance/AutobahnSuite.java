package dev.echocast.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.echocast.support.Timeouts.LONG;

/**
 * A run of the Autobahn Testsuite's {@code wstest} in a process of its own, on Jython.
 * The conformance profile puts both under {@code target/autobahn}.
 */
final class AutobahnSuite implements AutoCloseable {

	private static final Path HOME = Path.of("target/autobahn").toAbsolutePath();

	/** By number, part by part: 1.2.10 follows 1.2.9. */
	private static final Comparator<String> BY_NUMBER = Comparator.comparing(id -> Stream.of(id.split("\\."))
		.map(part -> String.format("%03d", Integer.parseInt(part)))
		.collect(Collectors.joining(".")));

	private final Process process;

	private AutobahnSuite(Process process) {
		this.process = process;
	}

	/**
	 * Starts a mode of {@code wstest}.
	 * @param mode {@code fuzzingserver} or {@code fuzzingclient}
	 * @param spec what the suite's documentation calls the spec, as JSON
	 */
	static AutobahnSuite start(String mode, String spec) throws IOException {
		Path jython = HOME.resolve("jython.jar");
		Assumptions.assumeTrue(Files.exists(jython), "skipped: the Autobahn Testsuite is not under target/autobahn");
		Path specFile = Files.writeString(HOME.resolve(mode + ".json"), spec);
		Path script = Files.writeString(HOME.resolve(mode + ".py"), """
				import sys
				sys.path.insert(0, sys.argv[1])
				sys.argv = ["wstest", "-m", sys.argv[2], "-s", sys.argv[3]]
				from autobahntestsuite import wstest
				wstest.run()
				""");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
				jython.toString(), script.toString(), HOME.resolve("suite").toString(), mode, specFile.toString())
			.directory(HOME.toFile())
			.redirectErrorStream(true)
			.redirectOutput(HOME.resolve(mode + ".log").toFile())
			.start();
		return new AutobahnSuite(process);
	}

	/** Waits until the suite's server takes connections. */
	void awaitPort(int port) {
		Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> {
			try (Socket probe = new Socket()) {
				probe.connect(new InetSocketAddress("127.0.0.1", port), 1000);
				return true;
			}
		});
	}

	/** Waits for a mode that ends by itself. */
	void awaitEnd(Duration patience) throws InterruptedException {
		if (!this.process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("the suite did not end within " + patience);
		}
	}

	/**
	 * The results of an agent: case to behaviour and behaviour at the close.
	 * @param reports the {@code outdir} of the spec
	 */
	static Map<String, String> results(String reports, String agent) {
		JsonNode index = JsonMapper.shared().readTree(HOME.resolve(reports).resolve("index.json").toFile());
		Map<String, String> results = new TreeMap<>(BY_NUMBER);
		index.path(agent)
			.properties()
			.forEach(entry -> results.put(entry.getKey(), entry.getValue().path("behavior").asString() + " "
					+ entry.getValue().path("behaviorClose").asString()));
		return results;
	}

	static List<String> lines(Map<String, String> results) {
		return results.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toList();
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
