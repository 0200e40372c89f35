package dev.echocast.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.EchocastApplication;

/**
 * The application in a process of its own, from the classes under test, which starts as
 * fast as it can.
 */
public final class ApplicationProcess {

	private ApplicationProcess() {
	}

	/** The command line, with options of the JVM. */
	public static List<String> command(List<String> options, List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), ServiceProcess.SHORT_LIVED,
						"-XX:+UseSerialGC"));
		command.addAll(options);
		command.addAll(
				List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						EchocastApplication.class.getName()));
		command.addAll(arguments);
		return command;
	}

}
