package dev.echocast.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.echocast.support.ApplicationProcess;
import org.junit.jupiter.api.Test;

import static dev.echocast.support.Timeouts.SOON;
import static dev.echocast.support.Timeouts.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service as a process of its own, from the start to SIGTERM.
 */
class ProcessIntegrationTests {

	@Test
	void oneSettingMakesEveryLogLineJsonAndSigtermEndsWith143() throws Exception {
		Process service = limited(new ProcessBuilder(ApplicationProcess.command(List.of(),
				List.of("--server.port=0", "--logging.structured.format.console=ecs")))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start());
		List<String> lines = new ArrayList<>();
		try (BufferedReader output = service.inputReader()) {
			readUntil("is ready", output, lines);
			// Process.destroy() would close the output, too.
			service.toHandle().destroy();
			output.lines().forEach(lines::add);
		}
		finally {
			service.destroy();
		}
		assertThat(service.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(service.exitValue()).isEqualTo(143);
		ObjectMapper json = new ObjectMapper();
		for (String line : lines) {
			assertThat(json.readTree(line).at("/log/level").asText()).as(line).isEqualTo("INFO");
		}
		assertThat(lines).anyMatch((line) -> line.contains("Drain ended after"));
	}

	private static void readUntil(String end, BufferedReader output, List<String> lines) throws IOException {
		String line = output.readLine();
		while (line != null) {
			lines.add(line);
			if (line.contains(end)) {
				return;
			}
			line = output.readLine();
		}
		throw new AssertionError("ended without '" + end + "': " + lines);
	}

}
