package dev.echocast.startup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceProcess;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar as its user runs it: one process that is started, used, and ended by SIGTERM
 * before the tests look at what was seen of it.
 */
class JarIntegrationTests {

	private static final Path JAR = Path.of("target/echocast.jar");

	private static final Path CLASSES = Path.of("target", "jar-classes.log");

	private static final Pattern REDIS = Pattern
		.compile(" (io\\.lettuce|org\\.springframework\\.data\\.redis|dev\\.echocast\\.engine\\.redis)\\.");

	private static String health = "";

	/** What a client said. */
	private static String client = "";

	/** What the server said until it was to end. */
	private static List<String> before = List.of();

	/** All it said, on either output. */
	private static List<String> all = List.of();

	private static int status;

	@BeforeAll
	static void live() throws Exception {
		try (ServiceProcess service = ServiceProcess
			.start("jar", List.of(ServiceProcess.SHORT_LIVED, "-Xlog:class+load:file=" + CLASSES), List
				.of("--logging.structured.format.console=ecs", "--management.endpoint.health.show-details=always"))) {
			int port = service.awaitPort();
			try (Conversation member = Conversation.open(port, "/ws/broadcast/x?history=1")) {
				member.send(text("x")).expect(text("x"));
			}
			health = health(port);
			client = client(port);
			before = service.log().lines().toList();
			status = service.terminate();
			all = service.log().lines().toList();
		}
	}

	private static String health(int port) throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + port + "/actuator/health");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), BodyHandlers.ofString())
			.body();
	}

	private static String client(int port) throws IOException {
		Process client = Timeouts
			.limited(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					ServiceProcess.SHORT_LIVED, "-jar", JAR.toString(), "client", "ws://localhost:" + port + "/ws/echo",
					"-m", "hello", "--once", "--connect-timeout", SOON.toSeconds() + "s")
				.redirectErrorStream(true)
				.start());
		return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

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
	void theServerSaysThatItIsOpenToAllAndThatItIsReady() {
		assertThat(before).hasSize(2)
			.anyMatch((line) -> line.contains("Open to all: "))
			.anyMatch((line) -> line.contains("Echocast is ready"));
	}

	@Test
	void theClientSaysNothingByItself() {
		assertThat(client.lines()).containsExactly("hello");
	}

	@Test
	void oneSettingMakesEveryLogLineJson() throws IOException {
		ObjectMapper json = new ObjectMapper();
		for (String line : all) {
			assertThat(json.readTree(line).at("/log/level").asText()).as(line).isEqualTo("INFO");
		}
	}

	@Test
	void sigtermDrainsItAndEndsItWith143() {
		assertThat(all).anyMatch((line) -> line.contains("Drain ended after"));
		assertThat(status).isEqualTo(143);
	}

	/** Without the setting there is no trace of it. */
	@Test
	void loadsNoClassOfRedisAndShowsNoHealthOfIt() throws IOException {
		assertThat(health).contains("\"status\":\"UP\"").doesNotContainIgnoringCase("redis");
		try (Stream<String> loaded = Files.lines(CLASSES)) {
			assertThat(loaded.filter((line) -> line.contains(" dev.echocast.") || REDIS.matcher(line).find()))
				.isNotEmpty()
				.noneMatch((line) -> REDIS.matcher(line).find());
		}
	}

}
