package dev.echocast.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.echocast.cli.Screen.Style;
import dev.echocast.client.ClientEvent;
import dev.echocast.client.ClientOptions;
import dev.echocast.client.CloseStatus;
import dev.echocast.client.Message;
import dev.echocast.client.ReconnectingWebSocketClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The shell's connections, numbered from 0, ended ones included.
 */
final class Connections {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final List<Tracked> all = new CopyOnWriteArrayList<>();

	private final Screen screen;

	Connections(Screen screen) {
		this.screen = screen;
	}

	List<Tracked> all() {
		return this.all;
	}

	Tracked get(String id) {
		int index = id.matches("\\d{1,6}") ? Integer.parseInt(id) : -1;
		if (index < 0 || index >= this.all.size()) {
			throw new IllegalArgumentException("No connection with id " + id);
		}
		return this.all.get(index);
	}

	Tracked open(ClientOptions options) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient
			.create(options.toBuilder().closeTimeout(PATIENCE.dividedBy(2)).build());
		Tracked tracked = new Tracked(this.all.size(), options.uri(), client);
		this.all.add(tracked);
		client.events().subscribe(event -> {
			happened(tracked, event);
			tracked.shown(event);
		}, failure -> {
			tracked.failed(failure);
			note(tracked, "failed: " + failure.getMessage(), Style.PROBLEM);
			tracked.shownLast();
		}, () -> {
			tracked.ended();
			tracked.shownLast();
		});
		this.screen.print("Created connection with id " + tracked.id(), Style.PLAIN);
		client.start();
		return tracked;
	}

	private void happened(Tracked tracked, ClientEvent event) {
		tracked.happened(event);
		if (event instanceof ClientEvent.Received received) {
			this.screen.print(tracked.id() + " << " + Tracked.line(received.message()), Style.RECEIVED);
		}
		else if (event instanceof ClientEvent.Opened opened) {
			note(tracked, "open" + (opened.subprotocol().isEmpty() ? "" : " with " + opened.subprotocol()), Style.NOTE);
		}
		else if (event instanceof ClientEvent.Pong pong) {
			note(tracked, "pong after " + Durations.format(pong.roundTrip()), Style.NOTE);
		}
		else if (event instanceof ClientEvent.Closed closed) {
			note(tracked, "closed with " + closed.status(), Style.NOTE);
		}
		else if (event instanceof ClientEvent.Retrying retrying) {
			note(tracked, retrying.cause().getMessage() + "; " + Durations.again(retrying.delay()), Style.PROBLEM);
		}
	}

	private void note(Tracked tracked, String text, Style style) {
		this.screen.print(tracked.id() + " -- " + Escape.text(text), style);
	}

	/**
	 * Sends, whoever waits for it or not.
	 * @return completes when the message is sent, cannot be, or has to wait for long
	 */
	Mono<Void> send(Tracked tracked, Message message) {
		if (!tracked.isOpen()) {
			throw new IllegalArgumentException("Connection " + tracked.id() + " is not open");
		}
		tracked.sent(message);
		Mono<Void> sent = tracked.client()
			.send(message)
			.doOnError(failure -> note(tracked, "not sent: " + failure.getMessage(), Style.PROBLEM))
			.onErrorComplete()
			.cache();
		sent.subscribe();
		return patiently(sent, tracked, "not sent yet");
	}

	/** Completes with the answer, or without if it does not come soon. */
	Mono<Void> ping(Tracked tracked) {
		return patiently(tracked.ping(), tracked, "no pong yet");
	}

	private Mono<Void> patiently(Mono<Void> end, Tracked tracked, String otherwise) {
		return end.timeout(PATIENCE, Mono.fromRunnable(() -> note(tracked, otherwise, Style.PROBLEM)));
	}

	/** Says good-bye to all, and does not wait for ever. */
	void closeAll() {
		Flux.fromIterable(this.all)
			.flatMap(tracked -> tracked.client().stop(CloseStatus.GOING_AWAY), 256)
			.onErrorComplete()
			.take(PATIENCE)
			.blockLast();
	}

}
