package dev.echocast.transport;

import java.util.concurrent.Executor;

import dev.echocast.memory.MemoryAccount;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Spring's view of a {@link WebSocketConnection}. {@code receive()} takes one subscriber,
 * releases each message after {@code onNext}, never fails and completes however the
 * connection ends; only text and binary messages come out of it. {@code send} may be
 * called again when the one before has completed. Safe to call from any thread; signals
 * come on the connection's event loop.
 */
final class NettyWebSocketSession extends AbstractWebSocketSession<WebSocketConnection> implements LocalSession {

	private final Lease lease;

	NettyWebSocketSession(WebSocketConnection connection, String id, HandshakeInfo handshake,
			NettyDataBufferFactory buffers, Lease lease) {
		super(connection, id, handshake, buffers);
		this.lease = lease;
	}

	@Override
	public Lease lease() {
		return this.lease;
	}

	@Override
	public Executor eventLoop() {
		return getDelegate().eventLoop();
	}

	@Override
	public boolean takesCompressed() {
		return getDelegate().takesCompressed();
	}

	@Override
	public MemoryAccount memory() {
		return getDelegate().memory();
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return getDelegate().receive();
	}

	@Override
	public Mono<Void> send(Publisher<WebSocketMessage> messages) {
		return getDelegate().send(messages);
	}

	@Override
	public boolean isOpen() {
		return getDelegate().isOpen();
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		return Mono.fromRunnable(() -> getDelegate().execute(() -> getDelegate().close(status)));
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return getDelegate().closed();
	}

	/** Without the URI, whose query may be nobody else's concern. */
	@Override
	public String toString() {
		return "WebSocketSession[" + getId() + "]";
	}

}
