package dev.echocast.cli;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * What a peer sent, as one harmless line: a server must not move the cursor, change
 * colours, fake a prompt or reverse the reading direction.
 */
final class Escape {

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	private Escape() {
	}

	static String text(String text) {
		StringBuilder out = null;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (isHarmful(c) && out == null) {
				out = new StringBuilder(text.length() + 16).append(text, 0, i);
			}
			if (out != null) {
				append(out, c);
			}
		}
		return (out == null) ? text : out.toString();
	}

	private static void append(StringBuilder out, char c) {
		switch (c) {
			case '\n' -> out.append("\\n");
			case '\r' -> out.append("\\r");
			case '\t' -> out.append("\\t");
			default -> {
				if (isHarmful(c)) {
					out.append(String.format((c < 0x100) ? "\\x%02x" : "\\u%04x", (int) c));
				}
				else {
					out.append(c);
				}
			}
		}
	}

	/** Controls of both sets, line and paragraph separators, and direction marks. */
	private static boolean isHarmful(char c) {
		return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200e && c <= 0x200f)
				|| (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
	}

	static String hex(ByteBuffer bytes) {
		byte[] copy = new byte[bytes.remaining()];
		bytes.duplicate().get(copy);
		return HEX.formatHex(copy);
	}

	/**
	 * Reads pairs of digits, spaces between them allowed.
	 * @throws IllegalArgumentException if it is something else
	 */
	static byte[] bytes(String hex) {
		try {
			return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("not hexadecimal: " + text(hex), ex);
		}
	}

}
