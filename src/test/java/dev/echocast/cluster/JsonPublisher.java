package dev.echocast.cluster;

import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

import dev.echocast.cluster.Journal.Acknowledged;
import dev.echocast.engine.Position;
import dev.echocast.support.Timeouts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes over a WebSocket, several messages at a time, and repeats none. When its
 * connection ends, or does not answer, it goes on as another publisher on another node.
 */
final class JsonPublisher {

	private static final int UNDER_WAY = 16;

	/** Then it is another node's turn. */
	private static final Duration PATIENCE = Timeouts.scaled(Duration.ofSeconds(3));

	private final String name;

	private final String topic;

	private final IntSupplier ports;

	private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();

	private @Nullable Connection connection;

	private int connections;

	JsonPublisher(String name, String topic, IntSupplier ports) {
		this.name = name;
		this.topic = topic;
		this.ports = ports;
	}

	/** Publish the next message; it may be lost. */
	void publish() throws InterruptedException {
		try {
			if (this.connection == null) {
				this.connection = connect();
			}
			if (!this.connection.publish()) {
				disconnect();
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			disconnect();
		}
	}

	private Connection connect() throws InterruptedException, ExecutionException, TimeoutException {
		Connection next = new Connection(this.name + "." + ++this.connections);
		next.socket = Node.HTTP.newWebSocketBuilder()
			.subprotocols("echocast.v1.json")
			.connectTimeout(PATIENCE)
			.buildAsync(
					URI.create(
							"ws://localhost:" + this.ports.getAsInt() + "/ws/broadcast/" + this.topic + "?self=false"),
					next)
			.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		return next;
	}

	private void disconnect() {
		if (this.connection != null) {
			this.connection.abort();
			this.connection = null;
		}
	}

	/** Wait for the last answers, then leave. */
	List<Acknowledged> finish() throws InterruptedException {
		if (this.connection != null) {
			this.connection.answered.tryAcquire(UNDER_WAY, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			disconnect();
		}
		return List.copyOf(this.acknowledged);
	}

	private final class Connection implements WebSocket.Listener {

		private final String publisher;

		private final Semaphore answered = new Semaphore(UNDER_WAY);

		private final StringBuilder text = new StringBuilder();

		private @Nullable WebSocket socket;

		private volatile boolean ended;

		private int number;

		Connection(String publisher) {
			this.publisher = publisher;
		}

		/**
		 * @return whether the connection is still of use
		 */
		boolean publish() throws InterruptedException, ExecutionException, TimeoutException {
			if (this.ended || !this.answered.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				return false;
			}
			String id = this.publisher + "#" + ++this.number;
			String message = "{\"type\":\"publish\",\"id\":\"" + id + "\",\"text\":\"" + id + "\"}";
			this.socket.sendText(message, true).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}

		void abort() {
			this.ended = true;
			if (this.socket != null) {
				this.socket.abort();
			}
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				JsonNode message = JsonMapper.shared().readTree(this.text.toString());
				this.text.setLength(0);
				switch (message.path("type").asString()) {
					case "ack" -> {
						JsonPublisher.this.acknowledged.add(new Acknowledged(JsonPublisher.this.topic,
								message.path("id").asString(), Position.parse(message.path("position").asString())));
						this.answered.release();
					}
					case "error" -> this.answered.release();
					default -> {
						// What others publish.
					}
				}
			}
			from.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
			this.ended = true;
			return null;
		}

		@Override
		public void onError(WebSocket from, Throwable failure) {
			this.ended = true;
		}

	}

}
