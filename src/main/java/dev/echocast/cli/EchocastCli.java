package dev.echocast.cli;

import java.io.PrintWriter;
import java.time.Duration;

import dev.echocast.client.ReconnectingWebSocketClient;
import dev.echocast.client.WebSocketFailure;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import picocli.CommandLine;

/**
 * The command line of the utility client.
 */
public final class EchocastCli {

	private EchocastCli() {
	}

	/**
	 * Runs one command to its end, on the calling thread.
	 * @param args what follows {@code client}
	 * @return the exit code; {@code client --help} lists them
	 */
	public static int run(String... args) {
		quiet();
		int code = commandLine().execute(args);
		if (code != ExitCode.USAGE) {
			ReconnectingWebSocketClient.shutdownThreads();
		}
		return code;
	}

	static CommandLine commandLine() {
		return new CommandLine(new ClientCommand()).registerConverter(Duration.class, Durations::parse)
			.setUsageHelpAutoWidth(true)
			.setCaseInsensitiveEnumValuesAllowed(true)
			.setParameterExceptionHandler(EchocastCli::oneLine)
			.setExecutionExceptionHandler((failure, command, parsed) -> {
				command.getErr().println(Escape.text(String.valueOf(failure.getMessage())));
				return (failure instanceof WebSocketFailure known) ? ExitCode.of(known) : ExitCode.FAILED;
			});
	}

	/** What was wrong and where to look it up, instead of the whole usage. */
	private static int oneLine(CommandLine.ParameterException wrong, String[] args) {
		PrintWriter err = wrong.getCommandLine().getErr();
		err.println(Escape.text(Secrets.without(wrong)) + " (--help shows the options)");
		return ExitCode.USAGE;
	}

	/**
	 * What costs time at the start and is of no use here. Without Spring nobody
	 * configures Logback, which would then print every debug message; Netty would unpack
	 * native transports, enumerate network interfaces for its channel ids, and prepare
	 * events for the flight recorder.
	 */
	private static void quiet() {
		System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
		System.setProperty("slf4j.internal.verbosity", "ERROR");
		System.setProperty("io.netty.transport.noNative", "true");
		System.setProperty("reactor.netty.native", "false");
		System.setProperty("io.netty.jfr.enabled", "false");
		System.setProperty("io.netty.machineId", "00:00:00:00:00:01");
		System.setProperty("io.netty.processId", "1");
		InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
	}

}
