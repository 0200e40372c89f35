package dev.echocast.frame;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

class Utf8ValidatorTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "ascii only, and longer than eight", "\u00df", "\u20ac", "\ud83d\ude00",
			"κόσμε and 日本語 and 🙂 mixed with ascii" })
	void acceptsTextAndTextSplitAnywhere(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		for (int split = 0; split <= bytes.length; split++) {
			Utf8Validator validator = new Utf8Validator();
			validator.validate(Unpooled.wrappedBuffer(bytes, 0, split));
			validator.validate(Unpooled.wrappedBuffer(bytes, split, bytes.length - split));
			validator.complete();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "80", "bf", "c0af", "c1bf", "e08080", "e09fbf", "eda080", "edbfbf", "f08f8080", "f4908080",
			"f5808080", "ff", "c241", "e28241", "6162636465666768ff" })
	void refusesWhatIsNoText(String hex) {
		assertThatExceptionOfType(ProtocolViolation.class)
			.isThrownBy(() -> new Utf8Validator().validate(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(1007));
	}

	@Test
	void refusesTextThatEndsInsideACharacter() {
		Utf8Validator validator = new Utf8Validator();
		validator.validate(Unpooled.wrappedBuffer(HexFormat.of().parseHex("f09f98")));
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(validator::complete);
	}

	@Test
	void failsAtTheFirstImpossibleByteNotAtTheEnd() {
		Utf8Validator validator = new Utf8Validator();
		validator.validate(Unpooled.wrappedBuffer(HexFormat.of().parseHex("f4")));
		assertThatExceptionOfType(ProtocolViolation.class)
			.isThrownBy(() -> validator.validate(Unpooled.wrappedBuffer(HexFormat.of().parseHex("90"))));
	}

	@Test
	void findsAWrongByteAnywhereInAscii() {
		for (int length = 1; length <= 100; length++) {
			for (int wrong = 0; wrong < length; wrong++) {
				byte[] bytes = "a".repeat(length).getBytes(StandardCharsets.US_ASCII);
				bytes[wrong] = (byte) 0xFF;
				assertThat(isValid(bytes)).as("%d of %d", wrong, length).isFalse();
			}
		}
	}

	@Test
	void agreesWithThePlatformOnRandomBytes() {
		Random random = new Random(6455);
		for (int i = 0; i < 50_000; i++) {
			byte[] bytes = new byte[1 + random.nextInt(6)];
			random.nextBytes(bytes);
			for (int j = 0; j < bytes.length; j++) {
				// Lead and continuation bytes, which random ones seldom combine.
				bytes[j] = (byte) ((j == 0) ? 0xC0 | bytes[j]
						: random.nextInt(8) == 0 ? bytes[j] : 0x80 | (bytes[j] & 0x3F));
			}
			if (isValid(bytes) != platformAccepts(bytes)) {
				fail(HexFormat.of().formatHex(bytes));
			}
		}
	}

	private static boolean isValid(byte[] bytes) {
		try {
			Utf8Validator validator = new Utf8Validator();
			validator.validate(Unpooled.wrappedBuffer(bytes));
			validator.complete();
			return true;
		}
		catch (ProtocolViolation ex) {
			return false;
		}
	}

	private static boolean platformAccepts(byte[] bytes) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

}
