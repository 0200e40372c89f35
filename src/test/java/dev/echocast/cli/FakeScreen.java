package dev.echocast.cli;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A screen that tests type into and read from.
 */
final class FakeScreen implements Screen {

	private final BlockingQueue<String> typed = new LinkedBlockingQueue<>();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	FakeScreen type(String line) {
		this.typed.add(line);
		return this;
	}

	boolean shows(String line) {
		return this.lines.contains(line);
	}

	FakeScreen expect(String... expected) {
		Awaitility.await().untilAsserted(() -> assertThat(this.lines).contains(expected));
		return this;
	}

	FakeScreen expectMatching(String... patterns) {
		for (String pattern : patterns) {
			Awaitility.await().untilAsserted(() -> assertThat(this.lines).anyMatch(line -> line.matches(pattern)));
		}
		return this;
	}

	@Override
	public boolean isTerminal() {
		return true;
	}

	@Override
	public String read() {
		try {
			return this.typed.take();
		}
		catch (InterruptedException ex) {
			return "quit";
		}
	}

	@Override
	public void print(String line, Style style) {
		this.lines.add(line);
	}

	@Override
	public void close() {
	}

}
