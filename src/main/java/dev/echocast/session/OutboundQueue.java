package dev.echocast.session;

import java.util.Objects;
import java.util.function.LongConsumer;

import dev.echocast.memory.MemoryAccount;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import io.netty.util.internal.OutOfDirectMemoryError;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * What waits to be sent to one session, bounded by messages and by bytes. With demand and
 * nothing queued a message passes straight through; without, it waits; when it does not
 * fit, the overflow policy decides, and what is lost is counted. A message always fits an
 * empty queue, so that none is too big to be sent at all.
 *
 * <p>
 * Takes one subscriber. Confined to the session's event loop, on which it also signals;
 * only the gauges may be read from elsewhere. Each element carries one reference, which
 * the subscriber gives back.
 */
public final class OutboundQueue extends Flux<EncodedMessage> implements Subscription {

	private static final CloseStatus SLOW_CONSUMER = new CloseStatus(1013, "slow consumer: reconnect and resume");

	private static final CloseStatus OUT_OF_MEMORY = new CloseStatus(1013, "out of memory: reconnect");

	private final QueueProperties limits;

	private final LongConsumer dropped;

	private final QueuedMessages queue;

	private @Nullable CoreSubscriber<? super EncodedMessage> subscriber;

	private long demand;

	/** Whether what is offered waits for what leads. */
	private boolean held;

	private @Nullable Lead lead;

	private boolean emitting;

	private boolean done;

	/**
	 * Create an empty queue.
	 * @param dropped counts the messages that the queue loses, on its event loop
	 * @param memory of whoever the queue is for; what is queued counts there
	 */
	public OutboundQueue(QueueProperties limits, LongConsumer dropped, MemoryAccount memory) {
		this.limits = limits;
		this.queue = new QueuedMessages(limits, memory);
		this.dropped = dropped;
	}

	public long queuedMessages() {
		return this.queue.messages();
	}

	public long queuedBytes() {
		return this.queue.bytes();
	}

	/**
	 * Whether a message offered now would leave at once.
	 */
	public boolean isIdle() {
		return this.demand > 0 && this.queue.isEmpty() && !this.held && !this.done;
	}

	/**
	 * Keep what is offered from now on back, until what {@link #lead leads} has left.
	 */
	public void hold() {
		this.held = true;
	}

	/**
	 * Send these, one whenever there is demand, before everything offered since
	 * {@link #hold}. They do not count as queued; each carries a reference. Once, on the
	 * event loop, on which they come, too.
	 */
	public void lead(Flux<EncodedMessage> messages) {
		if (!this.done) {
			Lead lead = new Lead(this);
			this.lead = lead;
			messages.subscribe(lead);
		}
	}

	/**
	 * Offer a message, which is borrowed. What the subscriber throws is thrown on; the
	 * queue stays usable.
	 */
	public void offer(EncodedMessage message) {
		if (this.done) {
			return;
		}
		if (isIdle()) {
			emit(message.retain());
		}
		else if (this.queue.fits(message)) {
			this.queue.add(message.retain());
		}
		else {
			overflow(message);
		}
	}

	private void overflow(EncodedMessage message) {
		switch (this.limits.overflow()) {
			case DROP_LATEST -> this.dropped.accept(message.messages());
			case DROP_OLDEST -> {
				while (!this.queue.fits(message)) {
					EncodedMessage oldest = this.queue.remove();
					this.dropped.accept(oldest.messages());
					oldest.release();
				}
				this.queue.add(message.retain());
			}
			case DISCONNECT -> {
				this.dropped.accept(queuedMessages() + message.messages());
				terminate(new CloseException(SLOW_CONSUMER));
			}
		}
	}

	/**
	 * End the stream with an error, unless it has ended; what is queued is dropped. For
	 * want of memory it is a {@link CloseException} of 1013, since it may go elsewhere.
	 */
	public void fail(Throwable failure) {
		if (!this.done) {
			terminate((failure instanceof OutOfMemoryError) ? new CloseException(OUT_OF_MEMORY) : failure);
		}
	}

	private void terminate(Throwable failure) {
		CoreSubscriber<? super EncodedMessage> subscriber = this.subscriber;
		clear();
		if (subscriber != null) {
			subscriber.onError(failure);
		}
	}

	private void clear() {
		this.done = true;
		if (this.lead != null) {
			this.lead.cancel();
			this.lead = null;
		}
		this.queue.clear();
	}

	@Override
	public void subscribe(CoreSubscriber<? super EncodedMessage> actual) {
		if (this.subscriber != null) {
			Operators.error(actual, new IllegalStateException("a queue has one subscriber"));
			return;
		}
		this.subscriber = actual;
		actual.onSubscribe(this);
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			this.demand = Operators.addCap(this.demand, n);
			drain();
		}
	}

	void drain() {
		if (this.emitting) {
			return;
		}
		try {
			emitWhatMayGo();
		}
		catch (Exception | OutOfDirectMemoryError failure) {
			fail(failure);
		}
		catch (Error failure) {
			fail(failure);
			throw failure;
		}
	}

	private void emitWhatMayGo() {
		if (this.demand > 0 && this.lead != null) {
			this.lead.pull();
		}
		while (this.demand > 0 && !this.held && !this.queue.isEmpty()) {
			emit(this.queue.remove());
		}
	}

	private void emit(EncodedMessage message) {
		this.demand--;
		this.emitting = true;
		try {
			Objects.requireNonNull(this.subscriber).onNext(message);
		}
		finally {
			this.emitting = false;
		}
	}

	@Override
	public void cancel() {
		clear();
	}

	/**
	 * The next of what leads has come.
	 */
	void led(EncodedMessage message) {
		if (this.done) {
			message.release();
			return;
		}
		emit(message);
		drain();
	}

	/**
	 * All that leads has left.
	 */
	void ledAll() {
		this.lead = null;
		this.held = false;
		drain();
	}

}
