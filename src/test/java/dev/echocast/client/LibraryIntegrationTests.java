package dev.echocast.client;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client library as a program of somebody else uses it, by the coordinates and with
 * the program that client.md shows.
 */
@ServiceTest
class LibraryIntegrationTests {

	private static final String PREFIX = "target/echocast-client";

	private static String document = "";

	private static StrangersBuild build;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void resolve() throws IOException {
		String text = Files.readString(Path.of("src/docs/client.md"));
		document = text.substring(text.indexOf("## The library"));
		build = StrangersBuild.of(block("xml"));
	}

	@Test
	void theProgramOfTheDocumentPrintsWhatTheDocumentSays() throws IOException {
		build.compile("Greeting", block("java"));
		String said = build.run("Greeting", "ws://localhost:" + this.port);
		assertThat(said.lines()).containsExactlyInAnyOrderElementsOf(block("text").lines().toList());
	}

	@Test
	void aProgramWithTokensSaysWhoSentWhat() throws IOException {
		build.compile("Member", block("java", 1));
		try (FakeServer tokens = FakeServer
			.of((client) -> client.answer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc\n"));
				FakeServer topic = FakeServer.of((client) -> client.upgrade("Sec-WebSocket-Protocol: echocast.v1.json")
					.text("{\"type\":\"message\",\"position\":\"a:1\",\"user\":\"ann\",\"text\":\"hi\"}")
					.echo())) {
			String said = build.run("Member", topic.uri().toString(), tokens.uri("http", "/token").toString());
			assertThat(said).isEqualToNormalizingNewlines("ann: hi\n");
			assertThat(Peer.header(topic.requests().get(0), "Authorization")).isEqualTo("Bearer abc");
		}
	}

	@Test
	void everyClassThatItUsesIsInItOrInWhatItBrings() {
		StringWriter missing = new StringWriter();
		int error = ToolProvider.findFirst("jdeps")
			.orElseThrow()
			.run(new PrintWriter(missing), new PrintWriter(missing), "--missing-deps", "-filter:none",
					"--multi-release", "17", "-cp", String.join(File.pathSeparator, build.jars()), PREFIX + ".jar");
		assertThat(missing).hasToString("");
		assertThat(error).isZero();
	}

	@Test
	void itBringsNothingOfTheServer() {
		assertThat(build.jars()).noneMatch((jar) -> jar.contains("springframework") || jar.contains("lettuce"))
			.filteredOn((jar) -> jar.contains("echocast-"))
			.hasSize(1);
	}

	@Test
	void sourcesAndJavadocComeWithIt() throws IOException {
		try (JarFile sources = new JarFile(PREFIX + "-sources.jar");
				JarFile javadoc = new JarFile(PREFIX + "-javadoc.jar")) {
			assertThat(sources.getEntry("dev/echocast/client/ReconnectingWebSocketClient.java")).isNotNull();
			assertThat(javadoc.getEntry("dev/echocast/client/ReconnectingWebSocketClient.html")).isNotNull();
		}
	}

	/** What the document shows in the first block of a language. */
	private static String block(String language) {
		return block(language, 0);
	}

	private static String block(String language, int skipped) {
		Matcher block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(document);
		for (int i = 0; i <= skipped; i++) {
			assertThat(block.find()).isTrue();
		}
		return block.group(1);
	}

}
