package dev.echocast.broadcast;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JoinRequestTests {

	@ParameterizedTest
	@CsvSource({ "/ws/broadcast, lobby", "/ws/broadcast/a.b_c~d-1, a.b_c~d-1", "/ws/broadcast/%61, a" })
	void thePathNamesTheTopic(String path, String topic) {
		assertThat(JoinRequest.of(URI.create("http://x" + path)).topic()).isEqualTo(topic);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/a;b", ";secret", "/a%0d%0a", "/a/b", "/%00" })
	void whatNoTopicMayBeCalledIsNone(String path) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> JoinRequest.of(URI.create("http://x/ws/broadcast" + path)));
	}

}
