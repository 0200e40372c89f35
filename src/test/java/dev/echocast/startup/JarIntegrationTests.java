package dev.echocast.startup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceProcess;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;

import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar as its user runs it.
 */
class JarIntegrationTests {

	private static final Path JAR = Path.of("target/echocast.jar");

	@Test
	void theManifestAllowsNativeTransports() throws IOException {
		try (JarFile jar = new JarFile(JAR.toFile())) {
			assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
		}
	}

	/**
	 * Newer JDKs warn of native code and of what is to be removed from them, older ones
	 * do not.
	 */
	@Test
	void theServerSaysThatItIsOpenToAllAndThatItIsReady() throws IOException {
		try (ServiceProcess service = ServiceProcess.start("jar", List.of())) {
			int port = service.awaitPort();
			try (Conversation member = Conversation.open(port, "/ws/broadcast/x")) {
				member.send(text("x")).expect(text("x"));
			}
			assertThat(service.log().lines()).hasSize(2)
				.anyMatch((line) -> line.contains("Open to all: "))
				.anyMatch((line) -> line.contains("Echocast is ready"));
		}
	}

	@Test
	void theClientSaysNothingByItself() throws Exception {
		try (ServiceProcess service = ServiceProcess.start("jar-of-client", List.of())) {
			Process client = Timeouts
				.limited(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
						JAR.toString(), "client", "ws://localhost:" + service.awaitPort() + "/ws/echo", "-m", "hello",
						"--once", "--connect-timeout", Timeouts.SOON.toSeconds() + "s")
					.redirectErrorStream(true)
					.start());
			String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(output.lines()).containsExactly("hello");
		}
	}

}
