package dev.echocast.transport;

import dev.echocast.frame.FramePiece;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The session that a connection serves: its handler, the listener that is told what
 * happens, and how it ended. Confined to the connection's event loop.
 */
final class SessionLife {

	private final ClosingHandshake closing;

	private final InboundMessages inbound;

	private final Sinks.One<CloseStatus> closed = Sinks.unsafe().one();

	private SessionListener listener = SessionListener.NONE;

	private Disposable handler = Disposables.disposed();

	SessionLife(ClosingHandshake closing, InboundMessages inbound) {
		this.closing = closing;
		this.inbound = inbound;
	}

	/**
	 * Run the handler, which ends with the connection at the latest.
	 */
	void begin(SessionListener listener, Mono<Void> handler) {
		this.listener = listener;
		this.handler = handler.subscribe();
	}

	SessionListener listener() {
		return this.listener;
	}

	/**
	 * Tell the handler a message, or a piece of one, whose payload is given away.
	 * @throws CloseException when the listener ends the session because of it
	 */
	void receive(boolean text, ByteBuf payload, @Nullable FramePiece piece) {
		if (!this.closing.isOpen()) {
			payload.release();
			return;
		}
		try {
			boolean ends = piece == null || piece.endsMessage();
			this.listener.received((ends && text) ? 1 : 0, (ends && !text) ? 1 : 0, payload.readableBytes());
		}
		catch (CloseException refused) {
			payload.release();
			throw refused;
		}
		this.inbound.next(text, payload, piece);
	}

	/**
	 * The connection is gone.
	 */
	void end() {
		if (this.closing.hasExpired()) {
			this.listener.unanswered();
		}
		this.listener.closed(this.closing.status(), this.closing.initiator());
		this.closed.tryEmitValue(this.closing.status());
		this.handler.dispose();
	}

	/** Emits how the session ended once the connection is gone. */
	Mono<CloseStatus> closed() {
		return this.closed.asMono();
	}

}
