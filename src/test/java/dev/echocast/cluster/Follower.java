package dev.echocast.cluster;

import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import dev.echocast.cluster.Journal.Delivered;
import dev.echocast.cluster.Journal.Entry;
import dev.echocast.cluster.Journal.Opened;
import dev.echocast.cluster.Journal.Welcomed;
import dev.echocast.engine.Position;
import dev.echocast.support.Timeouts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A member that keeps a journal. When its connection ends, it resumes on whichever node
 * it is given next.
 */
final class Follower {

	private final String name;

	private final String topic;

	private final IntSupplier ports;

	private final List<Entry> entries = new ArrayList<>();

	private @Nullable Connection connection;

	private @Nullable Position position;

	private boolean gone;

	Follower(String name, String topic, IntSupplier ports) {
		this.name = name;
		this.topic = topic;
		this.ports = ports;
		connect();
	}

	private synchronized void connect() {
		if (this.gone) {
			return;
		}
		Connection next = new Connection(this.position);
		this.connection = next;
		String since = (this.position != null) ? "?since=" + this.position : "";
		Node.HTTP.newWebSocketBuilder()
			.subprotocols("echocast.v1.json")
			.connectTimeout(Timeouts.scaled(Duration.ofSeconds(2)))
			.buildAsync(URI.create("ws://localhost:" + this.ports.getAsInt() + "/ws/broadcast/" + this.topic + since),
					next)
			.whenComplete((socket, failure) -> {
				if (failure != null) {
					ended(next);
				}
			});
	}

	/** Leave without goodbye and resume elsewhere. */
	synchronized void roam() {
		Connection present = this.connection;
		if (present != null) {
			present.abort();
			ended(present);
		}
	}

	private synchronized void ended(Connection connection) {
		if (this.connection == connection) {
			this.connection = null;
			CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(this::connect);
		}
	}

	synchronized @Nullable Position position() {
		return this.position;
	}

	String topic() {
		return this.topic;
	}

	/** Leave for good; the journal is as it was when that began. */
	synchronized Journal leave(boolean stayed) {
		this.gone = true;
		Connection present = this.connection;
		this.connection = null;
		if (present != null) {
			present.abort();
		}
		return new Journal(this.name, this.topic, stayed, List.copyOf(this.entries));
	}

	private synchronized void received(Connection connection, String text) {
		if (this.connection != connection) {
			return;
		}
		if (!connection.journalled) {
			connection.journalled = true;
			this.entries.add(new Opened(connection.since));
		}
		JsonNode message = JsonMapper.shared().readTree(text);
		switch (message.path("type").asString()) {
			case "welcome" -> welcomed(connection, message);
			case "message" -> {
				this.position = Position.parse(message.path("position").asString());
				this.entries.add(new Delivered(this.position, id(message.path("text").asString())));
			}
			default -> {
				// Not of interest.
			}
		}
	}

	/** A text without what makes it longer. */
	static String id(String text) {
		int space = text.indexOf(' ');
		return (space < 0) ? text : text.substring(0, space);
	}

	private void welcomed(Connection connection, JsonNode message) {
		Position at = Position.parse(message.path("position").asString());
		Boolean recovered = message.has("recovered") ? message.path("recovered").asBoolean() : null;
		boolean first = !connection.welcomed;
		connection.welcomed = true;
		this.entries.add(new Welcomed(at, recovered));
		if (first && Boolean.FALSE.equals(recovered)) {
			// All of the new epoch follows, and must still come if this ends before.
			this.position = new Position(at.epoch(), 0);
		}
		else if (!Boolean.TRUE.equals(recovered)) {
			this.position = at;
		}
	}

	private final class Connection implements WebSocket.Listener {

		private final @Nullable Position since;

		private final StringBuilder text = new StringBuilder();

		private @Nullable WebSocket socket;

		private boolean aborted;

		private boolean journalled;

		private boolean welcomed;

		Connection(@Nullable Position since) {
			this.since = since;
		}

		@Override
		public void onOpen(WebSocket opened) {
			synchronized (Follower.this) {
				this.socket = opened;
				if (this.aborted) {
					opened.abort();
				}
			}
			opened.request(1);
		}

		void abort() {
			this.aborted = true;
			if (this.socket != null) {
				this.socket.abort();
			}
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				received(this, this.text.toString());
				this.text.setLength(0);
			}
			from.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
			ended(this);
			return null;
		}

		@Override
		public void onError(WebSocket from, Throwable failure) {
			ended(this);
		}

	}

}
