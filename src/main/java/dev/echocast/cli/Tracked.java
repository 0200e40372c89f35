package dev.echocast.cli;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import dev.echocast.client.ClientEvent;
import dev.echocast.client.CloseStatus;
import dev.echocast.client.Message;
import dev.echocast.client.ReconnectingWebSocketClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A connection of the shell and what is known of it. Told on the event loop, asked from
 * the shell.
 */
final class Tracked {

	/** Lines of the transcript; older ones go. */
	private static final int MAX_LINES = 1000;

	private final int id;

	private final URI uri;

	private final ReconnectingWebSocketClient client;

	private final Deque<String> transcript = new ArrayDeque<>();

	private final Sinks.Empty<Void> attempted = Sinks.empty();

	private volatile Sinks.Empty<Void> ponged = Sinks.empty();

	private String status = "Connecting";

	private String server = "";

	private String problem = "";

	private @Nullable CloseStatus close;

	private @Nullable Duration roundTrip;

	private long sent;

	private long received;

	Tracked(int id, URI uri, ReconnectingWebSocketClient client) {
		this.id = id;
		this.uri = uri;
		this.client = client;
	}

	int id() {
		return this.id;
	}

	ReconnectingWebSocketClient client() {
		return this.client;
	}

	synchronized String status() {
		return this.status;
	}

	synchronized boolean isOpen() {
		return this.status.equals("Open");
	}

	synchronized void happened(ClientEvent event) {
		if (event instanceof ClientEvent.Connecting) {
			this.status = "Connecting";
		}
		else if (event instanceof ClientEvent.Opened opened) {
			this.status = "Open";
			this.close = null;
			this.problem = "";
			this.server = opened.server() + " " + opened.remote();
		}
		else if (event instanceof ClientEvent.Received received) {
			this.received++;
			record("<< ", received.message());
		}
		else if (event instanceof ClientEvent.Pong pong) {
			this.roundTrip = pong.roundTrip();
		}
		else if (event instanceof ClientEvent.Closed closed) {
			this.status = "Closed";
			this.close = closed.status();
		}
		else if (event instanceof ClientEvent.Retrying retrying) {
			failed(retrying.cause());
		}
	}

	/** Told after the event has been shown, for who waits for it. */
	void shown(ClientEvent event) {
		if (!(event instanceof ClientEvent.Connecting)) {
			this.attempted.tryEmitEmpty();
		}
		if (event instanceof ClientEvent.Pong || event instanceof ClientEvent.Closed) {
			this.ponged.tryEmitEmpty();
		}
	}

	/** The same of the end. */
	void shownLast() {
		this.attempted.tryEmitEmpty();
		this.ponged.tryEmitEmpty();
	}

	/** Completes when the first attempt to connect has succeeded or failed. */
	Mono<Void> attempted() {
		return this.attempted.asMono();
	}

	/** Completes with the answer, or the end of the connection. */
	Mono<Void> ping() {
		if (!isOpen()) {
			return Mono.empty();
		}
		Sinks.Empty<Void> answer = Sinks.empty();
		this.ponged = answer;
		this.client.ping();
		return answer.asMono();
	}

	synchronized void failed(Throwable failure) {
		this.status = (this.close != null) ? "Closed" : "Failed";
		this.problem = String.valueOf(failure.getMessage());
	}

	synchronized void ended() {
		this.status = "Closed";
	}

	synchronized void sent(Message message) {
		this.sent++;
		record(">> ", message);
	}

	private void record(String direction, Message message) {
		if (this.transcript.size() == MAX_LINES) {
			this.transcript.removeFirst();
		}
		this.transcript.addLast(direction + line(message));
	}

	static String line(Message message) {
		return (message instanceof Message.Binary binary)
				? Escape.hex(binary.bytes()) + " (binary, " + binary.size() + " bytes)" : Escape.text(message.asText());
	}

	synchronized String summary() {
		return String.format("%3d  %-10s %s", this.id, this.status, Escape.text(Secrets.uri(this.uri)));
	}

	synchronized List<String> details() {
		List<String> lines = new ArrayList<>();
		lines.add("URI:            " + Escape.text(Secrets.uri(this.uri)));
		lines.add("Status:         " + this.status);
		lines.add("Remote server:  " + (this.server.isBlank() ? "unknown" : Escape.text(this.server.strip())));
		if (this.close != null) {
			lines.add("Close:          " + Escape.text(this.close.toString()));
		}
		if (!this.problem.isEmpty()) {
			lines.add("Problem:        " + Escape.text(this.problem));
		}
		lines.add("Round-trip:     " + ((this.roundTrip != null) ? Durations.format(this.roundTrip) : "not measured"));
		lines.add("Buffered:       " + this.client.bufferedBytes() + " bytes");
		lines.add("Messages:       " + this.sent + " sent, " + this.received + " received");
		lines.add("Transcript:");
		lines.addAll(this.transcript);
		return lines;
	}

}
