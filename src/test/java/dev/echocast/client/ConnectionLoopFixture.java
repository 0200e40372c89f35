package dev.echocast.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import dev.echocast.client.ClientEvent.Retrying;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A client in virtual time, with attempts and connections of the test's making.
 */
abstract class ConnectionLoopFixture {

	static final URI ANY = URI.create("ws://h/");

	/** Draws the largest delay. */
	static final RandomGenerator HIGHEST = new RandomGenerator() {

		@Override
		public long nextLong() {
			return 0;
		}

		@Override
		public long nextLong(long bound) {
			return bound - 1;
		}

	};

	final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	final Deque<Mono<Link>> attempts = new ArrayDeque<>();

	/** Where the attempts went, and with which tokens. */
	final List<String> addresses = new ArrayList<>();

	final List<String> tokens = new ArrayList<>();

	Link.Listener listener;

	int cancelled;

	final ReconnectingWebSocketClient client = client(ClientOptions.builder(ANY));

	void fail(WebSocketFailure... failures) {
		for (WebSocketFailure failure : failures) {
			this.attempts.add(Mono.error(failure));
		}
	}

	void start() {
		start(this.client);
	}

	void start(ReconnectingWebSocketClient client) {
		client.start();
		pass(0);
	}

	void pass(long millis) {
		this.time.advanceTimeBy(Duration.ofMillis(millis));
	}

	static Duration delay(ClientEvent event) {
		return (event instanceof Retrying retrying) ? retrying.delay() : Duration.ofSeconds(-1);
	}

	ReconnectingWebSocketClient client(ClientOptions.Builder options) {
		ClientOptions built = options.build();
		return client(built, built::uri);
	}

	ReconnectingWebSocketClient client(ClientOptions built, Supplier<URI> uri) {
		Connector connector = (to, token, listener) -> Mono.defer(() -> {
			this.addresses.add(to.toString());
			this.tokens.add(token.value());
			this.listener = listener;
			return this.attempts.remove();
		});
		return new ReconnectingWebSocketClient(built, uri, connector, this.time,
				new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), HIGHEST));
	}

}
