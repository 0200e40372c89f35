package dev.echocast.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.echocast.client.NoTokenException;
import dev.echocast.client.TokenSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * A command that prints a token. It gets no input, as that is for messages, and nothing
 * of what it says is told. It ends when it is cancelled, which is when the client loses
 * patience.
 */
record TokenCommand(String command) implements TokenSource {

	private static final List<String> SHELL = (File.separatorChar == '\\') ? List.of("cmd", "/c")
			: List.of("/bin/sh", "-c");

	@Override
	public Mono<String> token() {
		return Mono.<String>create(this::run).subscribeOn(Schedulers.boundedElastic());
	}

	private void run(MonoSink<String> answer) {
		AtomicBoolean cancelled = new AtomicBoolean();
		try {
			Process process = start();
			answer.onCancel(() -> {
				cancelled.set(true);
				end(process);
			});
			try {
				answer.success(read(process));
			}
			finally {
				end(process);
			}
		}
		catch (IOException | InterruptedException | RuntimeException failure) {
			// Of a command that was ended for it, who has lost patience wants no word.
			if (!cancelled.get()) {
				answer.error(failure);
			}
		}
	}

	private Process start() throws IOException {
		Process process = new ProcessBuilder(SHELL.get(0), SHELL.get(1), this.command)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		process.getOutputStream().close();
		return process;
	}

	private static String read(Process process) throws InterruptedException {
		String line;
		try (InputStream out = process.getInputStream()) {
			line = FirstLine.of(out, "what the command printed");
		}
		catch (IOException ex) {
			throw new NoTokenException("the command was ended", true);
		}
		int code = process.waitFor();
		if (code != 0) {
			throw new NoTokenException("the command ended with exit code " + code, true);
		}
		return line;
	}

	private static void end(Process process) {
		process.descendants().forEach(ProcessHandle::destroyForcibly);
		process.destroyForcibly();
	}

	/** A command may hold a password. */
	@Override
	public String toString() {
		return "TokenCommand";
	}

}
