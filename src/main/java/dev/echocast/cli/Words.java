package dev.echocast.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words at spaces, except within quotes.
 */
final class Words {

	private Words() {
	}

	static String[] split(String line) {
		List<String> words = new ArrayList<>();
		StringBuilder word = new StringBuilder();
		char quote = 0;
		for (char c : (line + " ").toCharArray()) {
			if (quote != 0) {
				if (c == quote) {
					quote = 0;
				}
				else {
					word.append(c);
				}
			}
			else if (c == '"' || c == '\'') {
				quote = c;
			}
			else if (c == ' ' || c == '\t') {
				if (!word.isEmpty()) {
					words.add(word.toString());
					word.setLength(0);
				}
			}
			else {
				word.append(c);
			}
		}
		if (quote != 0) {
			throw new IllegalArgumentException("A quote is not closed");
		}
		return words.toArray(String[]::new);
	}

}
