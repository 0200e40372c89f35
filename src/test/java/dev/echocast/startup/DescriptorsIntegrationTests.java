package dev.echocast.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.echocast.support.ApplicationProcess;
import dev.echocast.support.Conversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service as a process that may not open as many connections as there are peers.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no limit of descriptors to set")
class DescriptorsIntegrationTests {

	/** The class path takes up to two hundred of them. */
	private static final int LIMIT = 400;

	private static final int PEERS = 600;

	@Test
	void withoutDescriptorsItSaysSoOnceServesWhomItHasAndRecovers() throws Exception {
		List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "sh"));
		command.addAll(ApplicationProcess.command(List.of(), List.of("--server.port=0")));
		Process service = limited(new ProcessBuilder(command).redirectErrorStream(true).start());
		List<String> lines = new ArrayList<>();
		List<Conversation> waiting = new ArrayList<>();
		try (BufferedReader output = service.inputReader()) {
			int port = port(readUntil("is ready", output, lines));
			Conversation served = Conversation.open(port, "/ws/echo");
			// Also loads the classes, which takes descriptors where they do not lie in a
			// jar.
			served.send(text("here")).expect(text("here"));
			for (int i = 0; i < PEERS; i++) {
				waiting.add(Conversation.connect(port));
			}
			readUntil("Cannot accept connections, trying again every second: ", output, lines);
			served.send(text("still here")).expect(text("still here"));
			waiting.forEach(Conversation::close);
			try (Conversation late = Conversation.open(port, "/ws/echo")) {
				late.send(text("again")).expect(text("again"));
			}
			served.close();
			service.toHandle().destroy();
			output.lines().forEach(lines::add);
		}
		finally {
			waiting.forEach(Conversation::close);
			service.destroy();
		}
		assertThat(lines).filteredOn((line) -> line.contains("Cannot accept")).hasSize(1);
		assertThat(lines).noneMatch((line) -> line.startsWith("\tat "));
	}

	private static int port(String ready) {
		Matcher address = Pattern.compile("ws://[^/]*:(\\d+)/").matcher(ready);
		assertThat(address.find()).as(ready).isTrue();
		return Integer.parseInt(address.group(1));
	}

	private static String readUntil(String end, BufferedReader output, List<String> lines) throws IOException {
		String line = output.readLine();
		while (line != null) {
			lines.add(line);
			if (line.contains(end)) {
				return line;
			}
			line = output.readLine();
		}
		throw new AssertionError("ended without '" + end + "': " + lines);
	}

}
