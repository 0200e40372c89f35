package dev.echocast.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The application in a process of its own, from the classes under test.
 */
final class Processes {

	private Processes() {
	}

	/** A command of the shell. */
	static String client(String... options) {
		return quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString())
				+ " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "
				+ String.join(" ", Arrays.stream(options).map(Processes::quoted).toList()) + " -cp "
				+ quoted(System.getProperty("java.class.path")) + " dev.echocast.EchocastApplication";
	}

	private static String quoted(String word) {
		return "'" + word + "'";
	}

	static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
	}

}
