package dev.echocast.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import dev.echocast.client.ClientOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "client", mixinStandardHelpOptions = false,
		subcommands = { TopicCommand.class, BenchCommand.class, KeyCommand.class },
		description = { "A WebSocket client for people and scripts.", "",
				"On a terminal it is interactive: 'send 0 hello' sends, 'help' lists the commands. Otherwise "
						+ "the lines of the standard input are sent as messages, and messages come to the standard "
						+ "output, one line each.",
				"" },
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:done", "1:failed otherwise", "2:wrong command line", "3:refused, unresolved or proxy",
				"4:TLS", "5:rejected with an HTTP status", "6:protocol broken", "7:timeout",
				"8:connection lost or closed with an error code", "9:not known to the server, or not allowed" })
final class ClientCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init")
	CommandSpec spec;

	@Parameters(index = "0", arity = "0..1", paramLabel = "URI", description = "ws:// or wss:// address.")
	@Nullable String uri;

	@Mixin
	ConnectOptions connect = new ConnectOptions();

	@Mixin
	OutputOptions output = new OutputOptions();

	@Option(names = { "-m", "--message" }, paramLabel = "TEXT",
			description = "Send this instead of what is on the standard input; may be repeated.")
	List<String> messages = List.of();

	@Option(names = "--once", description = "Stop after the first message: --count 1.")
	boolean once;

	@Option(names = { "-n", "--count" }, paramLabel = "N", description = "Stop after N messages.")
	int count;

	@Option(names = { "-w", "--wait" }, paramLabel = "TIME",
			description = "Go on receiving after the end of the input (default: 1s; with --once or --count forever).")
	@Nullable Duration wait;

	@Option(names = { "-t", "--timeout" }, paramLabel = "TIME", description = "Give up after that time, with code 7.")
	@Nullable Duration timeout;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this.")
	boolean help;

	@Override
	public Integer call() throws Exception {
		boolean interactive = Streams.isTerminal() && !this.once && this.count == 0 && this.wait == null
				&& this.messages.isEmpty();
		if (this.uri == null || interactive) {
			return Shell.run(this.uri, this.connect, interactive);
		}
		int stopAfter = this.once ? 1 : this.count;
		Duration patience = (this.wait != null) ? this.wait
				: (stopAfter > 0) ? Durations.FOREVER : Duration.ofSeconds(1);
		return new OneShot(options(this.spec, this.connect, this.uri), input(),
				new Output(this.output, this.connect.insecure), stopAfter, patience, this.timeout)
			.run();
	}

	/** A program without a shell before it has nobody who writes to its input. */
	private InputStream input() {
		return this.messages.isEmpty() ? System.in
				: new ByteArrayInputStream(String.join("\n", this.messages).getBytes(StandardCharsets.UTF_8));
	}

	/** A wrong address is a wrong command line. */
	static ClientOptions options(CommandSpec spec, ConnectOptions connect, String uri) {
		try {
			return connect.toClientOptions(uri);
		}
		catch (IllegalArgumentException ex) {
			throw new CommandLine.ParameterException(spec.commandLine(), Secrets.mask(String.valueOf(ex.getMessage())),
					ex);
		}
	}

}
