package dev.echocast.session;

import dev.echocast.transport.EncodedMessage;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * What goes before an {@link OutboundQueue}: one message is requested whenever the queue
 * has demand for one. Confined to the session's event loop.
 */
final class Lead extends BaseSubscriber<EncodedMessage> {

	private final OutboundQueue queue;

	private boolean requested;

	Lead(OutboundQueue queue) {
		this.queue = queue;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		this.queue.drain();
	}

	void pull() {
		if (!this.requested) {
			this.requested = true;
			request(1);
		}
	}

	@Override
	protected void hookOnNext(EncodedMessage message) {
		this.requested = false;
		this.queue.led(message);
	}

	@Override
	protected void hookOnComplete() {
		this.queue.ledAll();
	}

	@Override
	protected void hookOnError(Throwable failure) {
		this.queue.fail(failure);
	}

}
