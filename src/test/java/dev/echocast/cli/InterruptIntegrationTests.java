package dev.echocast.cli;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.echocast.client.FakeServer;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A command of a script that is ended from outside.
 */
class InterruptIntegrationTests {

	private static final Duration SOON = Timeouts.LONG;

	@Test
	void theServerIsToldThatWeGoAway() throws Exception {
		Assumptions.assumeTrue(Processes.isOnPath("sh"), "skipped: no sh to start the command");
		BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
		try (FakeServer server = FakeServer.of(client -> {
			client.upgrade().text("welcome");
			seen.add(1);
			int code = client.message().code();
			seen.add(code);
			client.close(code, "");
		})) {
			Process process = new ProcessBuilder("sh", "-c",
					"exec " + Processes.client() + " client " + server.uri() + " --wait forever")
				.redirectErrorStream(true)
				.start();
			assertThat(seen.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
			assertThat(process.getInputStream().readNBytes(8)).asString(StandardCharsets.UTF_8).isEqualTo("welcome\n");
			process.destroy();
			assertThat(seen.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1001);
			assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isEqualTo(128 + 15);
		}
	}

}
