package dev.echocast.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import dev.echocast.cli.Screen.Style;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The interactive client: reads commands until {@code quit} or the end of the input. Away
 * from a terminal each command ends before the next begins.
 */
final class Shell {

	private final Screen screen;

	private final ShellCommands commands;

	private final Connections connections;

	Shell(Screen screen, ConnectOptions defaults) {
		this.screen = screen;
		this.connections = new Connections(screen);
		this.commands = new ShellCommands(screen, this.connections, defaults);
	}

	static int run(@Nullable String uri, ConnectOptions defaults, boolean interactive) {
		Screen screen = interactive ? new TerminalScreen(ShellCommands.NAMES) : new PlainScreen(
				new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out);
		try {
			return new Shell(screen, defaults).run(uri);
		}
		finally {
			screen.close();
		}
	}

	int run(@Nullable String uri) {
		if (this.screen.isTerminal()) {
			this.screen.print((uri != null) ? "Type send 0 <text> to send a message; help lists the commands"
					: "Type connect <uri>, then send 0 <text>; help lists the commands", Style.NOTE);
		}
		if (uri != null) {
			execute("connect " + uri);
		}
		String line;
		while ((line = this.screen.read()) != null && !line.strip().equals("quit")) {
			if (!line.isBlank()) {
				execute(line.strip());
			}
		}
		this.connections.closeAll();
		return ExitCode.OK;
	}

	private void execute(String line) {
		try {
			Mono<Void> end = this.commands.execute(line);
			if (!this.screen.isTerminal()) {
				end.block();
			}
		}
		catch (IllegalArgumentException ex) {
			this.screen.print(Escape.text(Secrets.mask(String.valueOf(ex.getMessage()))), Style.PROBLEM);
		}
	}

}
