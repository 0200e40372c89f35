package dev.echocast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.echocast.cli.Screen.Style;
import dev.echocast.client.ClientOptions;
import dev.echocast.client.CloseStatus;
import dev.echocast.client.Message;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/**
 * The commands of the shell. What is wrong with one is told by an
 * {@link IllegalArgumentException} of one line.
 */
final class ShellCommands {

	static final List<String> NAMES = List.of("connect", "show", "list", "send", "sendhex", "sendfile", "sendall",
			"ping", "close", "reconnect", "help", "quit");

	private static final List<String> HELP = List.of(
			"connect <uri> [options]    open a connection (options: connect --help)",
			"show [id]                  all about a connection, the latest without id",
			"list                       the connections", "send <id> <text>           send a text message",
			"sendhex <id> <hex>         send a binary message",
			"sendfile <id> <file>       send a file as binary message",
			"sendall <text>             send to all open connections",
			"ping <id>                  measure the round-trip",
			"close <id> [code] [reason] close, with 1000 if no code is given",
			"reconnect <id> on|off      connect again when the connection ends, or not",
			"help                       this list", "quit                       close all and leave");

	private final Screen screen;

	private final Connections connections;

	private final ConnectOptions defaults;

	ShellCommands(Screen screen, Connections connections, ConnectOptions defaults) {
		this.screen = screen;
		this.connections = connections;
		this.defaults = defaults;
	}

	/**
	 * Runs a command.
	 * @return completes when it has ended, within bounded time; it does so without being
	 * subscribed to
	 */
	Mono<Void> execute(String line) {
		String[] words = line.split("\\s+", 2);
		String rest = (words.length == 2) ? words[1] : "";
		return switch (words[0]) {
			case "connect" -> connect(rest);
			case "show" -> show(rest);
			case "list" -> print(this.connections.all().stream().map(Tracked::summary).toList());
			case "send" -> send(rest, Message::text);
			case "sendhex" -> send(rest, hex -> Message.binary(Escape.bytes(hex)));
			case "sendfile" -> send(rest, ShellCommands::file);
			case "sendall" -> sendAll(rest);
			case "ping" -> this.connections.ping(this.connections.get(need(rest, "ping <id>")));
			case "close" -> close(rest);
			case "reconnect" -> reconnect(rest);
			case "help" -> print(HELP);
			default -> throw new IllegalArgumentException("Unknown command " + words[0] + " (help lists them)");
		};
	}

	private Mono<Void> connect(String rest) {
		if (rest.isEmpty()) {
			throw new IllegalArgumentException("Usage: connect <uri> [options]");
		}
		Connect parsed = new Connect();
		CommandLine line = new CommandLine(parsed).registerConverter(java.time.Duration.class, Durations::parse);
		if (rest.contains("--help")) {
			return print(List.of(line.getUsageMessage().stripTrailing()));
		}
		String[] words = Words.split(rest);
		try {
			line.parseArgs(words);
		}
		catch (CommandLine.ParameterException ex) {
			throw new IllegalArgumentException(Secrets.without(ex), ex);
		}
		// What the shell was started with holds unless options are given.
		ClientOptions options = ((words.length == 1) ? this.defaults : parsed.options).toClientOptions(parsed.uri);
		return this.connections.open(options).attempted();
	}

	private Mono<Void> show(String id) {
		List<Tracked> all = this.connections.all();
		if (id.isEmpty() && all.isEmpty()) {
			throw new IllegalArgumentException("No connection yet");
		}
		Tracked tracked = id.isEmpty() ? all.get(all.size() - 1) : this.connections.get(id);
		return print(tracked.details());
	}

	private Mono<Void> send(String rest, java.util.function.Function<String, Message> message) {
		String[] words = rest.split("\\s", 2);
		if (words.length < 2) {
			throw new IllegalArgumentException("Usage: send <id> <text>, sendhex <id> <hex>, sendfile <id> <file>");
		}
		Tracked tracked = this.connections.get(words[0]);
		return this.connections.send(tracked, message.apply(words[1]));
	}

	private Mono<Void> sendAll(String text) {
		Message message = Message.text(need(text, "sendall <text>"));
		List<Tracked> open = this.connections.all().stream().filter(Tracked::isOpen).toList();
		List<Mono<Void>> sent = open.stream().map(tracked -> this.connections.send(tracked, message)).toList();
		return print(List.of("Sent to " + open.size() + " connections")).and(Mono.when(sent));
	}

	private Mono<Void> close(String rest) {
		String[] words = need(rest, "close <id> [code] [reason]").split("\\s+", 3);
		Tracked tracked = this.connections.get(words[0]);
		int code = (words.length == 1) ? CloseStatus.NORMAL.code()
				: words[1].matches("\\d{1,5}") ? Integer.parseInt(words[1]) : -1;
		if (!CloseStatus.allowed(code)) {
			throw new IllegalArgumentException("Invalid close code used");
		}
		String reason = (words.length == 3) ? words[2] : "";
		String fitting = CloseStatus.fit(reason);
		if (fitting.length() < reason.length()) {
			this.screen.print("Reason cut to " + CloseStatus.MAX_REASON_BYTES + " bytes", Style.NOTE);
		}
		return tracked.client().stop(new CloseStatus(code, fitting));
	}

	private Mono<Void> reconnect(String rest) {
		String[] words = Words.split(rest);
		if (words.length != 2 || !words[1].matches("on|off")) {
			throw new IllegalArgumentException("Usage: reconnect <id> on|off");
		}
		this.connections.get(words[0]).client().reconnect(words[1].equals("on"));
		return Mono.empty();
	}

	private static Message file(String name) {
		try {
			return Message.binary(Files.readAllBytes(Path.of(name)));
		}
		catch (IOException | java.nio.file.InvalidPathException ex) {
			throw new IllegalArgumentException("Cannot read " + name, ex);
		}
	}

	private static String need(String rest, String usage) {
		if (rest.isEmpty()) {
			throw new IllegalArgumentException("Usage: " + usage);
		}
		return rest;
	}

	private Mono<Void> print(List<String> lines) {
		lines.forEach(line -> this.screen.print(line, Style.PLAIN));
		return Mono.empty();
	}

	@Command(name = "connect", sortOptions = false)
	private static final class Connect {

		@Parameters(index = "0", paramLabel = "URI")
		@SuppressWarnings("NullAway.Init")
		String uri;

		@Mixin
		ConnectOptions options = new ConnectOptions();

	}

}
