package dev.echocast.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TimeoutsTests {

	/** A call that waits, with a duration of its own. */
	private static final Pattern OWN_TIMEOUT = Pattern.compile(
			"[. ](atMost|timeout|block|blockFirst|blockLast|blockOptional|verify|verifyComplete|succeedsWithin|await|tryAcquire"
					+ "|setSoTimeout|waitFor|awaitTermination|orTimeout)\\((Duration\\.of|[0-9])|\\.get\\([0-9]+, ");

	@Test
	void noTestHasATimeoutOfItsOwn() throws IOException {
		try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
			assertThat(sources.filter((path) -> path.toString().endsWith(".java"))
				.flatMap(TimeoutsTests::lines)
				.filter((line) -> OWN_TIMEOUT.matcher(line).find())).isEmpty();
		}
	}

	private static Stream<String> lines(Path source) {
		try {
			return Files.readAllLines(source).stream().map((line) -> source + ": " + line.strip());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
