package dev.echocast.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageInflaterTests {

	/**
	 * The examples of RFC 7692, section 7.2.3, and final blocks with more behind them.
	 */
	@ParameterizedTest
	@CsvSource({ "f248cdc9c90700, Hello", "000500faff48656c6c6f00, Hello", "f348cdc9c9070000, Hello",
			"f248050000 00ffffcac9c90700, Hello", "00, ''", "'', ''", "030000, ''",
			"f348cdc9c90700f348cdc9c9070000, HelloHello" })
	void inflatesHoweverItIsDividedInPieces(String hex, String message) {
		byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
		for (int piece = 1; piece <= Math.max(1, bytes.length); piece++) {
			assertThat(inflate(bytes, piece)).isEqualTo(message);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "f248", "f248cdc9c907", "f348cdc9c907", "000500faff4865", "07", "ffffff" })
	void refusesWhatIsCorruptOrBreaksOff(String hex) {
		byte[] bytes = HexFormat.of().parseHex(hex);
		for (int piece = 1; piece <= bytes.length; piece++) {
			int size = piece;
			assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> inflate(bytes, size))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(1007));
		}
	}

	@Test
	void refersToEarlierMessagesOnlyWhenThatWasAgreedOn() {
		MessageInflater inflater = new MessageInflater(true);
		assertThat(inflate(inflater, "f248cdc9c90700")).isEqualTo("Hello");
		assertThat(inflate(inflater, "f200110000")).isEqualTo("Hello");
		inflater.release();
		assertThatExceptionOfType(ProtocolViolation.class)
			.isThrownBy(() -> inflate(new MessageInflater(false), "f200110000"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aMessageWithoutBytesTouchesNothing(boolean keepsContext) {
		MessageInflater inflater = new MessageInflater(keepsContext);
		for (int i = 0; i < 3; i++) {
			assertThat(inflate(inflater, "")).isEmpty();
			assertThat(inflate(inflater, "f248cdc9c90700")).isEqualTo("Hello");
			assertThat(inflate(inflater, "")).isEmpty();
		}
		if (keepsContext) {
			assertThat(inflate(inflater, "f200110000")).isEqualTo("Hello");
		}
		inflater.release();
	}

	private static String inflate(MessageInflater inflater, String hex) {
		ByteBuf out = Unpooled.buffer();
		inflater.inflate(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)), true, out, 1000);
		return out.toString(StandardCharsets.UTF_8);
	}

	private static String inflate(byte[] compressed, int piece) {
		MessageInflater inflater = new MessageInflater(false);
		ByteBuf out = Unpooled.buffer();
		int from = 0;
		do {
			int to = Math.min(compressed.length, from + piece);
			inflater.inflate(Unpooled.wrappedBuffer(Arrays.copyOfRange(compressed, from, to)), to == compressed.length,
					out, 1000);
			from = to;
		}
		while (from < compressed.length);
		return out.toString(StandardCharsets.UTF_8);
	}

}
