package dev.echocast.cli;

import java.io.IOError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

import org.jline.keymap.KeyMap;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * A terminal: line editing, history, completion, colours, and messages that appear above
 * the line being typed.
 */
final class TerminalScreen implements Screen {

	private static final String PROMPT = "echocast> ";

	private final Terminal terminal;

	private final LineReader reader;

	TerminalScreen(List<String> commands) {
		try {
			// An interrupt by kill is not to end the process without good-bye.
			this.terminal = TerminalBuilder.builder()
				.system(true)
				.nativeSignals(true)
				.signalHandler(Terminal.SignalHandler.SIG_IGN)
				.build();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = LineReaderBuilder.builder()
			.terminal(this.terminal)
			.appName("echocast")
			.history(new CarefulHistory())
			.completer((reader, line, candidates) -> complete(line, commands, candidates))
			// A text to send may contain anything: nothing is expanded or continued.
			.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
			.variable(LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home"), ".echocast_history"))
			.build();
		interruptByKey();
	}

	private static void complete(ParsedLine line, List<String> commands, List<Candidate> candidates) {
		if (line.wordIndex() == 0) {
			commands.forEach(command -> candidates.add(new Candidate(command)));
		}
	}

	/**
	 * Ctrl-C is a key, not a signal: a signal never comes where the process was started
	 * with it ignored, as in the background of a script, and it would hit the programs
	 * that set the terminal's mode, too. Leaving restores the terminal.
	 */
	private void interruptByKey() {
		Attributes attributes = this.terminal.getAttributes();
		attributes.setControlChar(Attributes.ControlChar.VINTR, 0);
		this.terminal.setAttributes(attributes);
		Widget interrupt = () -> {
			throw new UserInterruptException(this.reader.getBuffer().toString());
		};
		this.reader.getKeyMaps().values().forEach(keys -> keys.bind(interrupt, KeyMap.ctrl('C')));
	}

	@Override
	public boolean isTerminal() {
		return true;
	}

	/** Ctrl-C drops the line being typed; on an empty one it ends the shell. */
	@Override
	public @Nullable String read() {
		while (true) {
			try {
				return this.reader.readLine(PROMPT);
			}
			catch (UserInterruptException ex) {
				if (ex.getPartialLine().isEmpty()) {
					return null;
				}
			}
			catch (EndOfFileException | IOError ex) {
				// The latter if the terminal is gone.
				return null;
			}
		}
	}

	@Override
	public void print(String line, Style style) {
		AttributedStyle look = switch (style) {
			case PLAIN -> AttributedStyle.DEFAULT;
			case RECEIVED -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
			case NOTE -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
			case PROBLEM -> AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
		};
		this.reader.printAbove(new AttributedString(line, look));
	}

	@Override
	public void close() {
		try {
			this.terminal.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
