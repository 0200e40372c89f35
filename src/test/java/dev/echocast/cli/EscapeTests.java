package dev.echocast.cli;

import java.nio.ByteBuffer;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EscapeTests {

	@Test
	void harmlessTextStaysTheSame() {
		String text = "Grüße, 世界 😀 \\ \"";
		assertThat(Escape.text(text)).isSameAs(text);
	}

	@Test
	void nothingThatMovesATerminalGetsThrough() {
		assertThat(Escape.text("\u001b[31mred\r\n\t\u0007\u007f\u009b2J\u2028\u202e\u2066\u200f\u061c"))
			.isEqualTo("\\x1b[31mred\\r\\n\\t\\x07\\x7f\\x9b2J\\u2028\\u202e\\u2066\\u200f\\u061c");
	}

	@Test
	void everyControlCharacterIsEscaped() {
		for (char c = 0; c < 0xa0; c++) {
			if (Character.isISOControl(c)) {
				assertThat(Escape.text(String.valueOf(c))).startsWith("\\").matches("[ -~]+");
			}
		}
	}

	@Test
	void hexGoesBothWays() {
		assertThat(Escape.hex(ByteBuffer.wrap(new byte[] { 0, (byte) 0xff, 0x10 }))).isEqualTo("00 ff 10");
		assertThat(Escape.bytes("00 FF10")).containsExactly(0, 0xff, 0x10);
		assertThatIllegalArgumentException().isThrownBy(() -> Escape.bytes("0\u001bg"))
			.withMessage("not hexadecimal: 0\\x1bg");
	}

	@ParameterizedTest
	@CsvSource({ "500ms, 500", "5s, 5000", "5, 5000", "1.5s, 1500", "2m, 120000", "1h, 3600000" })
	void timesAreRead(String text, long millis) {
		assertThat(Durations.parse(text)).hasMillis(millis);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "-1s", "5d", "1 s" })
	void otherTimesAreRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text)).withMessageContaining(text);
	}

	@Test
	void timesAreWritten() {
		assertThat(Durations.parse("forever")).isEqualTo(Durations.FOREVER);
		assertThat(Durations.format(Duration.ofNanos(1_250_000))).isEqualTo("1.3 ms");
		assertThat(Durations.format(Duration.ofMillis(2500))).isEqualTo("2.5 s");
	}

	@Test
	void wordsAreSplitAtSpacesOutsideQuotes() {
		assertThat(Words.split("a  b\t'c d' \"e 'f\"g")).containsExactly("a", "b", "c d", "e 'fg");
		assertThatIllegalArgumentException().isThrownBy(() -> Words.split("a 'b")).withMessage("A quote is not closed");
	}

}
