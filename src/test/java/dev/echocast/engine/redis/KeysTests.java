package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeysTests {

	/** The grammar in the documentation of {@code Keys}. */
	private static final String GRAMMAR = "[A-Za-z0-9._-]{1,64}:(topics|revoked|canary:[A-Za-z0-9-]+|"
			+ "\\{[A-Za-z0-9._~-]{1,128}}:(state|stream|members|sessions|channel|once:[0-9a-f]{64}))";

	/** What a client would write to have its key taken for something else. */
	private static final List<String> CHOSEN = List.of("k", "k1", "1:k", "-:k", ":", "1:1:k", "state", "foo}:state",
			"}:stream", "t}:once:k", "{", "", "p:{t}:state", "topics", "once:k", "\n", "k\u0000", "é", "*", "?");

	@Test
	void noTwoMeaningsShareAName() {
		Set<String> names = new HashSet<>();
		Consumer<byte[]> add = (name) -> {
			String text = new String(name, StandardCharsets.UTF_8);
			assertThat(text).matches(GRAMMAR);
			assertThat(names.add(text)).as(text).isTrue();
		};
		for (String prefix : List.of("p", "canary", "topics", "revoked", "p.p", "p-canary", "state")) {
			Keys keys = new Keys(prefix, "n0de");
			add.accept(keys.topics());
			add.accept(keys.canary());
			add.accept(keys.revoked());
			for (String topic : List.of("t", "foo", "state", "once", "canary", "topics", "t.once", "t~-_.", "p")) {
				List.of(keys.state(topic), keys.stream(topic), keys.members(topic), keys.sessions(topic),
						keys.channel(topic))
					.forEach(add);
				CHOSEN.forEach((key) -> add.accept(keys.once(topic, null, key)));
				for (String user : List.of("-", "1", "k", "1:k", "-:")) {
					CHOSEN.forEach((key) -> add.accept(keys.once(topic, user, key)));
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "t", "channel", "a.b~c-d_e" })
	void aChannelTellsItsTopic(String topic) {
		Keys keys = new Keys("p", "n");
		assertThat(keys.topic(keys.channel(topic))).isEqualTo(topic);
		assertThat(keys.topic(keys.canary())).isNull();
	}

	@Test
	void theKeysOfATopicShareASlot() {
		Keys keys = new Keys("p", "n");
		for (byte[] name : List.of(keys.state("t"), keys.stream("t"), keys.once("t", "{x}", "{y}"),
				keys.members("t"))) {
			assertThat(new String(name, StandardCharsets.UTF_8)).startsWith("p:{t}:");
		}
	}

}
