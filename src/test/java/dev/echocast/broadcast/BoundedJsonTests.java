package dev.echocast.broadcast;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import dev.echocast.broadcast.ClientMessage.Malformed;
import dev.echocast.broadcast.ClientMessage.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BoundedJsonTests {

	private static final int MEGABYTE = 1_000_000;

	static Stream<String> bombs() {
		return Stream.of("[" + "[],".repeat(MEGABYTE / 3) + "[]]", "{" + "\"a\":0,".repeat(MEGABYTE / 6) + "\"b\":0}",
				"[" + "1,".repeat(MEGABYTE / 2) + "1]", "[" + "{},".repeat(MEGABYTE / 3) + "{}]",
				"[".repeat(MEGABYTE / 2) + "]".repeat(MEGABYTE / 2),
				"{\"a\":".repeat(MEGABYTE / 6) + "0" + "}".repeat(MEGABYTE / 6),
				"{\"type\":\"publish\",\"text\":\"x\",\"more\":[" + "[],".repeat(MEGABYTE / 3) + "[]]}",
				"{\"" + "n".repeat(MEGABYTE) + "\":0}", "1".repeat(MEGABYTE));
	}

	@ParameterizedTest
	@MethodSource("bombs")
	void whatWouldTakeManyTimesItsSizeIsRefusedInWordsOfOurOwn(String bomb) {
		byte[] json = bomb.getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> BoundedJson.read(json))
			.satisfies((ex) -> assertThat(BoundedJson.fault(ex)).startsWith("JSON of more than 20000 tokens"));
		assertThat(ClientMessage.parse(json)).isInstanceOfSatisfying(Malformed.class,
				(it) -> assertThat(it.code()).isEqualTo("malformed"));
	}

	@Test
	void oneStringMayTakeAllOfAMessage() {
		String text = "x".repeat(MEGABYTE);
		assertThat(ClientMessage
			.parse(("{\"type\":\"publish\",\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8)))
			.isInstanceOfSatisfying(Publish.class, (it) -> assertThat(it.payload().bytes()).hasSize(MEGABYTE));
	}

	@Test
	void theLargestBatchHasRoomForMembersThatNobodyKnows() {
		String message = "{\"text\":\"x\",\"a\":1,\"b\":[2],\"c\":{\"d\":3},\"e\":null}";
		JsonNode batch = BoundedJson
			.read(("[" + (message + ",").repeat(999) + message + "]").getBytes(StandardCharsets.UTF_8));
		assertThat(batch.size()).isEqualTo(1000);
	}

	@Test
	void whatIsNoJsonIsCalledThat() {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> BoundedJson.read("{]".getBytes(StandardCharsets.UTF_8)))
			.satisfies((ex) -> assertThat(BoundedJson.fault(ex)).isEqualTo("not JSON"));
	}

}
