package dev.echocast.transport;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * One {@code send} of a session. A message is requested only when the one before has been
 * accepted for writing and the channel takes more, so what waits for a slow peer is
 * bounded by the channel's high watermark and one message, in bytes. Completes when the
 * last message is accepted, or when the session ends; whatever thread the source signals
 * on, writing happens on the connection's event loop.
 */
final class OutboundMessages extends Mono<Void> {

	private final WebSocketConnection connection;

	private final SenderSlot slot;

	private final Publisher<WebSocketMessage> source;

	OutboundMessages(WebSocketConnection connection, SenderSlot slot, Publisher<WebSocketMessage> source) {
		this.connection = connection;
		this.slot = slot;
		this.source = source;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Void> actual) {
		this.source.subscribe(new Sender(this.connection, this.slot, actual));
	}

	/**
	 * Confined to the event loop but for the signals of the source.
	 */
	static final class Sender implements CoreSubscriber<WebSocketMessage>, Subscription {

		private final WebSocketConnection connection;

		private final SenderSlot slot;

		private final CoreSubscriber<? super Void> actual;

		private @Nullable Subscription upstream;

		/** Demand signalled and not yet met: at most one message. */
		private boolean requested;

		private boolean done;

		Sender(WebSocketConnection connection, SenderSlot slot, CoreSubscriber<? super Void> actual) {
			this.connection = connection;
			this.slot = slot;
			this.actual = actual;
		}

		@Override
		public reactor.util.context.Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (Operators.validate(this.upstream, subscription)) {
				this.upstream = subscription;
				this.actual.onSubscribe(this);
				this.connection.execute(this::start);
			}
		}

		private Subscription upstream() {
			return Objects.requireNonNull(this.upstream);
		}

		private void start() {
			if (this.done) {
				return;
			}
			if (this.slot.attach(this)) {
				pull();
			}
			else {
				upstream().cancel();
				terminate(this.connection.isOpen() ? new IllegalStateException("one send() at a time") : null);
			}
		}

		/**
		 * Request the next message if the channel takes it.
		 */
		void pull() {
			if (!this.requested && !this.done && this.slot.isWritable()) {
				this.requested = true;
				upstream().request(1);
			}
		}

		@Override
		public void onNext(WebSocketMessage message) {
			if (this.connection.eventLoop().inEventLoop()) {
				next(message);
			}
			else {
				this.connection.execute(() -> next(message));
			}
		}

		private void next(WebSocketMessage message) {
			this.requested = false;
			if (this.done) {
				message.release();
				return;
			}
			try {
				this.slot.write(message);
			}
			catch (RuntimeException cannotBeSent) {
				upstream().cancel();
				terminate(cannotBeSent);
				return;
			}
			pull();
		}

		@Override
		public void onError(Throwable failure) {
			this.connection.execute(() -> terminate(failure));
		}

		@Override
		public void onComplete() {
			this.connection.execute(() -> terminate(null));
		}

		@Override
		public void request(long n) {
			// A Mono<Void> emits no element that could be requested.
		}

		@Override
		public void cancel() {
			upstream().cancel();
			this.connection.execute(() -> {
				this.done = true;
				this.slot.detach(this);
			});
		}

		/**
		 * The session ends: take nothing more.
		 */
		void connectionClosed() {
			upstream().cancel();
			terminate(null);
		}

		private void terminate(@Nullable Throwable failure) {
			if (this.done) {
				return;
			}
			this.done = true;
			this.slot.detach(this);
			if (failure != null) {
				this.actual.onError(failure);
			}
			else {
				this.actual.onComplete();
			}
		}

	}

}
