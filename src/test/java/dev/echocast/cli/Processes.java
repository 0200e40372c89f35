package dev.echocast.cli;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

import dev.echocast.support.ServiceProcess;

/**
 * The application in a process of its own, from the classes under test.
 */
final class Processes {

	private Processes() {
	}

	/** A command of the shell. */
	static String client(String... options) {
		return quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()) + " "
				+ ServiceProcess.SHORT_LIVED + " -XX:+UseSerialGC " + coverage()
				+ String.join(" ", Arrays.stream(options).map(Processes::quoted).toList()) + " -cp "
				+ quoted(System.getProperty("java.class.path")) + " dev.echocast.EchocastApplication";
	}

	/** What the process covers counts, too. */
	private static String coverage() {
		return ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
			.map(argument -> quoted(argument) + " ")
			.collect(Collectors.joining());
	}

	private static String quoted(String word) {
		return "'" + word + "'";
	}

	static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
	}

}
