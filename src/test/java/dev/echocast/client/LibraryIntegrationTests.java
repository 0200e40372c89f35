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
		Matcher block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(document);
		assertThat(block.find()).isTrue();
		return block.group(1);
	}

}
