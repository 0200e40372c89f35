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

	void execute(String line) {
		String[] words = line.split("\\s+", 2);
		String rest = (words.length == 2) ? words[1] : "";
		switch (words[0]) {
			case "connect" -> connect(rest);
			case "show" -> show(rest);
			case "list" -> this.connections.all().forEach(tracked -> print(tracked.summary()));
			case "send" -> send(rest, Message::text);
			case "sendhex" -> send(rest, hex -> Message.binary(Escape.bytes(hex)));
			case "sendfile" -> send(rest, ShellCommands::file);
			case "sendall" -> sendAll(rest);
			case "ping" -> this.connections.get(need(rest, "ping <id>")).client().ping();
			case "close" -> close(rest);
			case "reconnect" -> reconnect(rest);
			case "help" -> HELP.forEach(this::print);
			default -> throw new IllegalArgumentException("Unknown command " + words[0] + " (help lists them)");
		}
	}

	private void connect(String rest) {
		if (rest.isEmpty()) {
			throw new IllegalArgumentException("Usage: connect <uri> [options]");
		}
		Connect parsed = new Connect();
		CommandLine line = new CommandLine(parsed).registerConverter(java.time.Duration.class, Durations::parse);
		if (rest.contains("--help")) {
			print(line.getUsageMessage().stripTrailing());
			return;
		}
		String[] words = Words.split(rest);
		try {
			line.parseArgs(words);
		}
		catch (CommandLine.ParameterException ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex);
		}
		// What the shell was started with holds unless options are given.
		ClientOptions options = ((words.length == 1) ? this.defaults : parsed.options).toClientOptions(parsed.uri);
		this.connections.open(options);
	}

	private void show(String id) {
		List<Tracked> all = this.connections.all();
		if (id.isEmpty() && all.isEmpty()) {
			throw new IllegalArgumentException("No connection yet");
		}
		Tracked tracked = id.isEmpty() ? all.get(all.size() - 1) : this.connections.get(id);
		tracked.details().forEach(this::print);
	}

	private void send(String rest, java.util.function.Function<String, Message> message) {
		String[] words = rest.split("\\s", 2);
		if (words.length < 2) {
			throw new IllegalArgumentException("Usage: send <id> <text>, sendhex <id> <hex>, sendfile <id> <file>");
		}
		Tracked tracked = this.connections.get(words[0]);
		this.connections.send(tracked, message.apply(words[1]));
	}

	private void sendAll(String text) {
		Message message = Message.text(need(text, "sendall <text>"));
		List<Tracked> open = this.connections.all().stream().filter(Tracked::isOpen).toList();
		open.forEach(tracked -> this.connections.send(tracked, message));
		print("Sent to " + open.size() + " connections");
	}

	private void close(String rest) {
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
		tracked.client().stop(new CloseStatus(code, fitting));
	}

	private void reconnect(String rest) {
		String[] words = Words.split(rest);
		if (words.length != 2 || !words[1].matches("on|off")) {
			throw new IllegalArgumentException("Usage: reconnect <id> on|off");
		}
		this.connections.get(words[0]).client().reconnect(words[1].equals("on"));
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

	private void print(String line) {
		this.screen.print(line, Style.PLAIN);
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
