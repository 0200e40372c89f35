package dev.echocast.cli;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import dev.echocast.client.ClientEvent;
import dev.echocast.client.ClientOptions;
import dev.echocast.client.CloseStatus;
import dev.echocast.client.Message;
import dev.echocast.client.ReconnectingWebSocketClient;
import org.HdrHistogram.Recorder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A closed loop: every sender has the same number of messages under way, and sends
 * another one when one comes back. Each carries the time it was sent.
 */
final class Bench {

	/** Longer than any measurement; beyond it a value counts as that. */
	private static final long LONGEST = Duration.ofMinutes(10).toNanos();

	private final List<ReconnectingWebSocketClient> clients = new ArrayList<>();

	private final ClientOptions options;

	private final boolean broadcast;

	private final int connections;

	private final int inFlight;

	private final int size;

	private final Recorder latencies = new Recorder(LONGEST, 3);

	private final LongAdder messages = new LongAdder();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile boolean closing;

	Bench(ClientOptions options, boolean broadcast, int connections, int inFlight, int size) {
		this.options = options;
		this.broadcast = broadcast;
		this.connections = connections;
		this.inFlight = inFlight;
		this.size = size;
	}

	/** Connects all, then lets the senders begin. Fails with the first failure. */
	void open(Duration timeout) {
		Flux.range(0, this.connections).flatMap(this::connect, 64).blockLast(timeout.multipliedBy(2));
		int senders = this.broadcast ? 1 : this.connections;
		for (ReconnectingWebSocketClient client : this.clients.subList(0, senders)) {
			for (int i = 0; i < this.inFlight; i++) {
				send(client);
			}
		}
	}

	private Mono<Void> connect(int index) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(this.options);
		synchronized (this.clients) {
			this.clients.add(client);
		}
		boolean sender = !this.broadcast || this.clients.get(0) == client;
		return Mono.create(opened -> {
			client.events().subscribe(event -> {
				if (event instanceof ClientEvent.Opened) {
					opened.success();
				}
				else if (event instanceof ClientEvent.Received received) {
					received(client, received.message(), sender);
				}
			}, failure -> {
				if (!this.closing) {
					this.failures.incrementAndGet();
				}
				opened.error(failure);
			});
			client.start();
		});
	}

	private void received(ReconnectingWebSocketClient client, Message message, boolean sender) {
		if (message instanceof Message.Binary binary && binary.size() == this.size) {
			long latency = System.nanoTime() - binary.bytes().getLong();
			this.latencies.recordValue(Math.max(0, Math.min(latency, LONGEST)));
			this.messages.increment();
			if (sender && !this.closing) {
				send(client);
			}
		}
	}

	private void send(ReconnectingWebSocketClient client) {
		byte[] payload = new byte[this.size];
		ByteBuffer.wrap(payload).putLong(System.nanoTime());
		client.send(Message.binary(payload)).subscribe(nothing -> {
		}, failure -> {
			// The events tell.
		});
	}

	long messages() {
		return this.messages.sum();
	}

	void reset() {
		this.latencies.reset();
		this.messages.reset();
	}

	BenchReport report(Duration time) {
		return new BenchReport(this.broadcast, this.connections, this.inFlight, this.size, time, messages(),
				this.failures.get(), this.latencies.getIntervalHistogram());
	}

	void close() {
		this.closing = true;
		Flux.fromIterable(this.clients)
			.flatMap(client -> client.stop(CloseStatus.NORMAL), 256)
			.onErrorComplete()
			.blockLast(Duration.ofSeconds(15));
	}

}
