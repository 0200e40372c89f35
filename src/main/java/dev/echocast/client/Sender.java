package dev.echocast.client;

import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;

/**
 * One call of {@link Outbox#send}: takes from its publisher as there is room, and
 * completes when the last message is settled.
 */
final class Sender extends BaseSubscriber<Message> {

	private final Outbox outbox;

	private final MonoSink<Void> sink;

	private int unsettled;

	private boolean complete;

	Sender(Outbox outbox, MonoSink<Void> sink) {
		this.outbox = outbox;
		this.sink = sink;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		this.outbox.onLoop(this::next);
	}

	@Override
	protected void hookOnNext(Message message) {
		this.unsettled++;
		this.outbox.offer(message, this);
		next();
	}

	private void next() {
		if (!isDisposed()) {
			this.outbox.admit(this);
		}
	}

	/** A message was written, or disposed of by the policy. */
	void settled() {
		this.unsettled--;
		finishIfDone();
	}

	void fail(WebSocketFailure failure) {
		cancel();
		this.sink.error(failure);
	}

	@Override
	protected void hookOnComplete() {
		this.complete = true;
		this.outbox.leave(this);
		finishIfDone();
	}

	@Override
	protected void hookOnError(Throwable failure) {
		this.outbox.leave(this);
		this.sink.error(failure);
	}

	@Override
	protected void hookOnCancel() {
		this.outbox.onLoop(() -> this.outbox.leave(this));
	}

	private void finishIfDone() {
		if (this.complete && this.unsettled == 0) {
			this.sink.success();
		}
	}

}
