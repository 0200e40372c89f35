package dev.echocast.broadcast;

import java.nio.charset.StandardCharsets;

/**
 * Text that came in JSON, which may hold what no other text may: half of a surrogate pair
 * ({@code "\ud800"}).
 */
final class JsonText {

	private JsonText() {
	}

	/**
	 * The text in UTF-8, as messages have it.
	 * @throws IllegalArgumentException when there is no UTF-8 for it
	 */
	static byte[] utf8(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i)) && !Character.isSupplementaryCodePoint(text.codePointAt(i++))) {
				throw new IllegalArgumentException("text has half of a surrogate pair");
			}
		}
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
