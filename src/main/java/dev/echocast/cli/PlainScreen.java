package dev.echocast.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;

/**
 * Commands from a file or a pipe.
 */
final class PlainScreen implements Screen {

	private final BufferedReader in;

	private final PrintStream out;

	PlainScreen(BufferedReader in, PrintStream out) {
		this.in = in;
		this.out = out;
	}

	@Override
	public boolean isTerminal() {
		return false;
	}

	@Override
	public @Nullable String read() {
		try {
			return this.in.readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void print(String line, Style style) {
		this.out.println(line);
		this.out.flush();
	}

	@Override
	public void close() {
		this.out.flush();
	}

}
