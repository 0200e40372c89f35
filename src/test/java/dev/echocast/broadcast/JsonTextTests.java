package dev.echocast.broadcast;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JsonTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "\u00e9\u20ac", "\ud83d\ude00", "a\ud83d\ude00\ud83d\ude00b", "\uffff" })
	void textIsUtf8(String text) {
		assertThat(new String(JsonText.utf8(text), UTF_8)).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\ud800", "\\ude00", "a\\ud83d", "\\ud83da", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00",
			"\\ud83d\\ude00\\ude00" })
	void halfOfAPairIsNot(String escaped) {
		assertThatIllegalArgumentException().isThrownBy(() -> JsonText.utf8(unescape(escaped)));
	}

	private static String unescape(String escaped) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < escaped.length(); i++) {
			if (escaped.charAt(i) == '\\') {
				text.append((char) Integer.parseInt(escaped.substring(i + 2, i + 6), 16));
				i += 5;
			}
			else {
				text.append(escaped.charAt(i));
			}
		}
		return text.toString();
	}

}
