package dev.echocast.frame;

import java.util.HexFormat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CloseFrameTests {

	@Test
	void anEmptyCloseFrameHasNoStatus() {
		assertThat(CloseFrame.read(Unpooled.EMPTY_BUFFER)).isEqualTo(new CloseFrame(1005, ""));
	}

	@Test
	void readsCodeAndReason() {
		byte[] payload = HexFormat.of().parseHex("03e8" + "627965");
		assertThat(CloseFrame.read(Unpooled.wrappedBuffer(payload))).isEqualTo(new CloseFrame(1000, "bye"));
	}

	@ParameterizedTest
	@CsvSource({ "03, 1002", "03ed, 1002", "1388, 1002", "0000, 1002", "03e8ff, 1007", "03e8c3, 1007" })
	void refusesWhatMayNotBeSent(String hex, int code) {
		assertThatExceptionOfType(ProtocolViolation.class)
			.isThrownBy(() -> CloseFrame.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
	}

	@ParameterizedTest
	@CsvSource({ "1000, bye, 03e8627965", "1001, '', 03e9", "1005, '', ''" })
	void writesCodeAndReason(int code, String reason, String hex) {
		ByteBuf out = Unpooled.buffer();
		new CloseFrame(code, reason).writeTo(out);
		assertThat(ByteBufUtil.hexDump(out)).isEqualTo(hex);
	}

}
