package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CloseCodesTests {

	@ParameterizedTest
	@ValueSource(
			ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 })
	void someCodesMayBeSent(int code) {
		assertThat(CloseCodes.mayBeSent(code)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535 })
	void othersMayNot(int code) {
		assertThat(CloseCodes.mayBeSent(code)).isFalse();
	}

	@Test
	void anEmptyCloseFrameHasNoStatus() {
		assertThat(CloseCodes.read(Unpooled.EMPTY_BUFFER)).isEqualTo(CloseStatus.NO_STATUS_CODE);
	}

	@Test
	void readsCodeAndReason() {
		byte[] payload = HexFormat.of().parseHex("03e8" + "627965");
		assertThat(CloseCodes.read(Unpooled.wrappedBuffer(payload))).isEqualTo(CloseStatus.NORMAL.withReason("bye"));
	}

	@ParameterizedTest
	@CsvSource({ "03, 1002", "03ed, 1002", "1388, 1002", "0000, 1002", "03e8ff, 1007", "03e8c3, 1007" })
	void refusesWhatMayNotBeSent(String hex, int code) {
		assertThatExceptionOfType(CloseException.class)
			.isThrownBy(() -> CloseCodes.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))))
			.satisfies((ex) -> assertThat(ex.status().getCode()).isEqualTo(code));
	}

	@Test
	void cutsALongReasonOnACharacter() {
		byte[] cut = CloseCodes.reasonBytes("x".repeat(122) + "€");
		assertThat(new String(cut, StandardCharsets.UTF_8)).isEqualTo("x".repeat(122));
		assertThat(CloseCodes.reasonBytes("y".repeat(123))).hasSize(123);
		assertThat(CloseCodes.reasonBytes("y".repeat(500))).hasSize(123);
	}

}
