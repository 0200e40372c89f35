package dev.echocast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.echocast.support.Timeouts.SOON;
import static dev.echocast.support.Timeouts.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documents show after {@code $} is what happens; {@code …} stands for anything.
 */
@ServiceTest
class TranscriptIntegrationTests {

	@LocalServerPort
	private int port;

	@BeforeAll
	static void needsShell() {
		Assumptions.assumeTrue(Processes.isOnPath("sh"), "skipped: no sh to run the documents' commands");
	}

	static Stream<Example> examples() throws IOException {
		List<Example> examples = new ArrayList<>();
		boolean inside = false;
		for (String line : Files.readAllLines(Path.of("src/docs/client.md"))) {
			if (line.startsWith("```")) {
				inside = line.equals("```console");
			}
			else if (inside && line.startsWith("$ ")) {
				examples.add(new Example(line.substring(2), new ArrayList<>()));
			}
			else if (inside) {
				examples.get(examples.size() - 1).output().add(line);
			}
		}
		return examples.stream();
	}

	@ParameterizedTest
	@Execution(ExecutionMode.CONCURRENT)
	@MethodSource("examples")
	void theTranscriptIsTrue(Example example) throws IOException, InterruptedException {
		String here = "localhost:" + this.port;
		String command = example.command()
			.replace("java -jar target/echocast.jar", Processes.client())
			.replace("localhost:8080", here);
		Process process = limited(new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start());
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		String expected = example.output().stream().map(line -> line + "\n").collect(Collectors.joining());
		assertThat(output.replace(here, "localhost:8080")).matches(Pattern.quote(expected).replace("…", "\\E.*\\Q"));
	}

	/** A command and what it prints. */
	record Example(String command, List<String> output) {

		@Override
		public String toString() {
			return this.command;
		}

	}

}
