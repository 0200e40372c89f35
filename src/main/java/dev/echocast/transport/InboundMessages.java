package dev.echocast.transport;

import dev.echocast.frame.FramePiece;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The messages of one peer as a {@code Flux}. Nothing is read from the socket that was
 * not requested; it signals on the connection's event loop and completes however the
 * connection ends. Each payload is released when {@code onNext} returns. After a cancel
 * messages are read and dropped, so that pings and the closing handshake go on.
 */
final class InboundMessages extends Flux<WebSocketMessage> implements Subscription {

	private final EventLoop eventLoop;

	private final NettyDataBufferFactory buffers;

	private final Runnable demanded;

	private @Nullable CoreSubscriber<? super WebSocketMessage> subscriber;

	private long demand;

	private boolean cancelled;

	private boolean completed;

	/**
	 * Create the stream of one connection.
	 * @param demanded called on the event loop when there is new demand
	 */
	InboundMessages(EventLoop eventLoop, NettyDataBufferFactory buffers, Runnable demanded) {
		this.eventLoop = eventLoop;
		this.buffers = buffers;
		this.demanded = demanded;
	}

	@Override
	public void subscribe(CoreSubscriber<? super WebSocketMessage> actual) {
		onEventLoop(() -> start(actual));
	}

	private void start(CoreSubscriber<? super WebSocketMessage> actual) {
		if (this.subscriber != null) {
			Operators.error(actual, new IllegalStateException("receive() allows one subscriber"));
			return;
		}
		this.subscriber = actual;
		actual.onSubscribe(this);
		if (this.completed) {
			actual.onComplete();
		}
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			if (this.eventLoop.inEventLoop()) {
				demand(n);
			}
			else {
				this.eventLoop.execute(() -> demand(n));
			}
		}
	}

	private void demand(long n) {
		this.demand = Operators.addCap(this.demand, n);
		this.demanded.run();
	}

	@Override
	public void cancel() {
		onEventLoop(() -> {
			this.cancelled = true;
			this.demanded.run();
		});
	}

	private void onEventLoop(Runnable action) {
		if (this.eventLoop.inEventLoop()) {
			action.run();
		}
		else {
			this.eventLoop.execute(action);
		}
	}

	boolean wantsMore() {
		return this.demand > 0 || this.cancelled;
	}

	/**
	 * Emit a message, or a piece of one, that was wanted; the payload is given away.
	 */
	void next(boolean text, ByteBuf payload, @Nullable FramePiece piece) {
		CoreSubscriber<? super WebSocketMessage> subscriber = this.subscriber;
		if (this.cancelled || this.completed || subscriber == null) {
			payload.release();
			return;
		}
		this.demand--;
		try {
			WebSocketMessage.Type type = text ? WebSocketMessage.Type.TEXT : WebSocketMessage.Type.BINARY;
			subscriber.onNext(new WebSocketMessage(type, this.buffers.wrap(payload), piece));
		}
		finally {
			payload.release();
		}
	}

	void complete() {
		if (!this.completed) {
			this.completed = true;
			if (this.subscriber != null && !this.cancelled) {
				this.subscriber.onComplete();
			}
		}
	}

}
