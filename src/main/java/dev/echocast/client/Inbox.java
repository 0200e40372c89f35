package dev.echocast.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.echocast.client.ClientEvent.Received;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Events on their way to the one who takes them. Messages are bounded by reading no more
 * from the socket; what one read had brought already is all that can come on top.
 */
final class Inbox {

	private final Sinks.Many<ClientEvent> sink = Sinks.many().unicast().onBackpressureBuffer();

	private final AtomicInteger messages = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	private final int maxMessages;

	private final int maxBytes;

	Inbox(int maxMessages, int maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	/**
	 * @param drained run when there may be room again after it had run out, on the
	 * taker's thread
	 */
	Flux<ClientEvent> events(Runnable drained) {
		return this.sink.asFlux().doOnNext(event -> {
			if (event instanceof Received received && taken(received.message())) {
				drained.run();
			}
		});
	}

	/**
	 * Whether this one made the room: each bound is left by exactly one message, whatever
	 * comes in at the same moment.
	 */
	private boolean taken(Message message) {
		int size = message.size();
		boolean fewer = this.messages.getAndDecrement() == this.maxMessages;
		long before = this.bytes.getAndAdd(-size);
		return fewer || (before >= this.maxBytes && before - size < this.maxBytes);
	}

	void emit(ClientEvent event) {
		if (event instanceof Received received) {
			this.messages.incrementAndGet();
			this.bytes.addAndGet(received.message().size());
		}
		this.sink.tryEmitNext(event);
	}

	void end(@Nullable WebSocketFailure failure) {
		if (failure != null) {
			this.sink.tryEmitError(failure);
		}
		else {
			this.sink.tryEmitComplete();
		}
	}

	boolean isFull() {
		return this.messages.get() >= this.maxMessages || this.bytes.get() >= this.maxBytes;
	}

}
