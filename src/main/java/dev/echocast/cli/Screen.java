package dev.echocast.cli;

import org.jspecify.annotations.Nullable;

/**
 * Where the shell reads commands and shows what happens, at any time and from any thread.
 */
interface Screen {

	/**
	 * Whether somebody types and sees what happens. From anywhere else a command comes
	 * only when the one before has ended.
	 */
	boolean isTerminal();

	/** The next command, or {@code null} at the end of the input. */
	@Nullable String read();

	/** Shows a line that was made harmless before. */
	void print(String line, Style style);

	void close();

	/** What a line is about; a colour on a terminal. */
	enum Style {

		PLAIN, RECEIVED, NOTE, PROBLEM

	}

}
