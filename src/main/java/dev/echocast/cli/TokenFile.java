package dev.echocast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.echocast.client.NoTokenException;
import dev.echocast.client.TokenSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The token that a file holds at the time, as something else renews it.
 */
record TokenFile(Path file) implements TokenSource {

	@Override
	public Mono<String> token() {
		return Mono.fromCallable(this::read).subscribeOn(Schedulers.boundedElastic());
	}

	private String read() {
		try (InputStream in = Files.newInputStream(this.file)) {
			return FirstLine.of(in, this.file.toString());
		}
		catch (IOException ex) {
			throw new NoTokenException("cannot read " + this.file, true);
		}
	}

}
