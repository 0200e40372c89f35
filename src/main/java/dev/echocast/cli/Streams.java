package dev.echocast.cli;

import java.io.Console;

/**
 * What the standard streams are.
 */
final class Streams {

	private Streams() {
	}

	/**
	 * Whether both the input and the output are a terminal. From Java 22 on there is a
	 * console without one, and a method, not there in 17, that tells.
	 */
	@SuppressWarnings("SystemConsoleNull")
	static boolean isTerminal() {
		Console console = System.console();
		if (console == null) {
			return false;
		}
		try {
			return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
		}
		catch (ReflectiveOperationException ex) {
			return true;
		}
	}

}
