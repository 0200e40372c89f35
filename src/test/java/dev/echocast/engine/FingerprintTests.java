package dev.echocast.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FingerprintTests {

	@Test
	void whatDiffersHasAnother() {
		List<List<Message>> batches = List.of(List.of(text("ab")), List.of(text("a"), text("b")),
				List.of(text("b"), text("a")), List.of(text("ab"), text("")), List.of(text(""), text("ab")),
				List.of(text("")), List.of(new Message("t", null, null, false, "ab".getBytes())));
		Set<String> fingerprints = batches.stream().map(Fingerprint::of).collect(Collectors.toSet());
		assertThat(fingerprints).hasSize(batches.size());
		assertThat(Stream.of("", "a", "A", "a ", "a}:state").map(Fingerprint::of).distinct()).hasSize(5);
	}

	@Test
	void whatIsTheSameHasTheSame() {
		assertThat(Fingerprint.of(List.of(text("ab")))).isEqualTo(Fingerprint.of(List.of(text("ab"))))
			.matches("[0-9a-f]{64}");
		assertThat(Fingerprint.of("a")).matches("[0-9a-f]{64}");
	}

	private static Message text(String payload) {
		return new Message("t", null, null, true, payload.getBytes());
	}

}
