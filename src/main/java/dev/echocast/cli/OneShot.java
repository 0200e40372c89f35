package dev.echocast.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.echocast.client.ClientEvent;
import dev.echocast.client.ClientOptions;
import dev.echocast.client.CloseStatus;
import dev.echocast.client.Message;
import dev.echocast.client.ReconnectingWebSocketClient;
import dev.echocast.client.WebSocketFailure;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Lines in, messages out, and an exit code: the mode for scripts.
 */
final class OneShot {

	private final ReconnectingWebSocketClient client;

	private final InputStream input;

	private final Output output;

	private final int stopAfter;

	private final Duration patience;

	private final @Nullable Duration timeout;

	private final Ending ending = new Ending();

	private int received;

	/** What the events ended with, also if that was after the ending. */
	private volatile int failure = ExitCode.OK;

	/**
	 * A run of the client.
	 * @param stopAfter how many messages to receive, 0 for any number
	 * @param patience how long to receive after the end of the input
	 */
	OneShot(ClientOptions options, InputStream input, Output output, int stopAfter, Duration patience,
			@Nullable Duration timeout) {
		this.client = ReconnectingWebSocketClient.create(options);
		this.input = input;
		this.output = output;
		this.stopAfter = stopAfter;
		this.patience = patience;
		this.timeout = timeout;
	}

	int run() throws InterruptedException {
		this.client.events()
			.subscribe(this::happened, failure -> failed((WebSocketFailure) failure),
					() -> this.ending.set(ExitCode.OK));
		Thread interrupted = new Thread(() -> this.client.stop(CloseStatus.GOING_AWAY).block(Duration.ofSeconds(1)));
		Runtime.getRuntime().addShutdownHook(interrupted);
		this.client.start();
		Thread reader = new Thread(this::sendLines, "stdin");
		reader.setDaemon(true);
		reader.start();
		int code = this.ending.await(this.timeout);
		this.client.stop().block(Duration.ofSeconds(10));
		forget(interrupted);
		boolean served = this.stopAfter > 0;
		return (code == ExitCode.OK && !served) ? this.failure : code;
	}

	private static void forget(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// It is what brought us here.
		}
	}

	private void happened(ClientEvent event) {
		if (event instanceof ClientEvent.Received) {
			if (this.stopAfter > 0 && this.received == this.stopAfter) {
				return;
			}
			this.received++;
		}
		this.output.show(event);
		if (event instanceof ClientEvent.Received && this.received == this.stopAfter) {
			this.ending.set(ExitCode.OK);
		}
	}

	private void failed(WebSocketFailure failure) {
		this.failure = ExitCode.of(failure);
		if (this.failure != ExitCode.OK) {
			this.output.remark(failure.getMessage());
		}
		this.ending.set(this.failure);
	}

	private void sendLines() {
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(this.input, StandardCharsets.UTF_8))) {
			// Lines are read on a thread that may block, as the connection takes them.
			this.client.send(Flux.fromStream(lines.lines().map(this::message)).subscribeOn(Schedulers.boundedElastic()))
				.block();
			if (this.patience.compareTo(Durations.FOREVER) < 0) {
				TimeUnit.NANOSECONDS.sleep(this.patience.toNanos());
				this.ending.set((this.stopAfter > 0) ? ExitCode.TIMEOUT : ExitCode.OK);
			}
		}
		catch (IllegalArgumentException ex) {
			this.output.remark(ex.getMessage());
			this.ending.set(ExitCode.USAGE);
		}
		catch (IOException | UncheckedIOException | InterruptedException ex) {
			this.output.remark(ex.getMessage());
			this.ending.set(ExitCode.FAILED);
		}
		catch (WebSocketFailure ex) {
			// The events tell, too.
		}
	}

	private Message message(String line) {
		return this.output.hex() ? Message.binary(Escape.bytes(line)) : Message.text(line);
	}

}
