package dev.echocast.frame;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CloseCodesTests {

	@ParameterizedTest
	@ValueSource(
			ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 })
	void someCodesMayBeSent(int code) {
		assertThat(CloseCodes.mayBeSent(code)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535 })
	void othersMayNot(int code) {
		assertThat(CloseCodes.mayBeSent(code)).isFalse();
	}

	@Test
	void cutsALongReasonOnACharacter() {
		byte[] cut = CloseCodes.reasonBytes("x".repeat(122) + "€");
		assertThat(new String(cut, StandardCharsets.UTF_8)).isEqualTo("x".repeat(122));
		assertThat(CloseCodes.reasonBytes("a" + "😀".repeat(40)))
			.isEqualTo(("a" + "😀".repeat(30)).getBytes(StandardCharsets.UTF_8));
		assertThat(CloseCodes.reasonBytes("y".repeat(123))).hasSize(123);
		assertThat(CloseCodes.reasonBytes("y".repeat(500))).hasSize(123);
	}

}
