package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

import dev.echocast.memory.MemoryAccount;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Spring's view of a {@link WebSocketConnection}. {@code receive()} takes one subscriber,
 * releases each message after {@code onNext}, never fails and completes however the
 * connection ends; only text and binary messages come out of it. {@code send} may be
 * called again when the one before has completed. Safe to call from any thread; signals
 * come on the connection's event loop.
 */
final class NettyWebSocketSession implements LocalSession {

	private final WebSocketConnection connection;

	private final String id;

	private final HandshakeInfo handshake;

	private final NettyDataBufferFactory buffers;

	private @Nullable Map<String, Object> attributes;

	NettyWebSocketSession(WebSocketConnection connection, String id, HandshakeInfo handshake,
			NettyDataBufferFactory buffers) {
		this.connection = connection;
		this.id = id;
		this.handshake = handshake;
		this.buffers = buffers;
	}

	@Override
	public Executor eventLoop() {
		return this.connection.eventLoop();
	}

	@Override
	public boolean takesCompressed() {
		return this.connection.takesCompressed();
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public MemoryAccount memory() {
		return this.connection.memory();
	}

	@Override
	public HandshakeInfo getHandshakeInfo() {
		return this.handshake;
	}

	@Override
	public DataBufferFactory bufferFactory() {
		return this.buffers;
	}

	@Override
	public synchronized Map<String, Object> getAttributes() {
		if (this.attributes == null) {
			this.attributes = new ConcurrentHashMap<>();
		}
		return this.attributes;
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return this.connection.receive();
	}

	@Override
	public Mono<Void> send(Publisher<WebSocketMessage> messages) {
		return this.connection.send(messages);
	}

	@Override
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		return Mono.fromRunnable(() -> this.connection.execute(() -> this.connection.close(status)));
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return this.connection.closed();
	}

	@Override
	public WebSocketMessage textMessage(String payload) {
		return new WebSocketMessage(WebSocketMessage.Type.TEXT,
				this.buffers.wrap(payload.getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public WebSocketMessage binaryMessage(Function<DataBufferFactory, DataBuffer> payloadFactory) {
		return new WebSocketMessage(WebSocketMessage.Type.BINARY, payloadFactory.apply(this.buffers));
	}

	@Override
	public WebSocketMessage pingMessage(Function<DataBufferFactory, DataBuffer> payloadFactory) {
		return new WebSocketMessage(WebSocketMessage.Type.PING, payloadFactory.apply(this.buffers));
	}

	@Override
	public WebSocketMessage pongMessage(Function<DataBufferFactory, DataBuffer> payloadFactory) {
		return new WebSocketMessage(WebSocketMessage.Type.PONG, payloadFactory.apply(this.buffers));
	}

	@Override
	public String toString() {
		return "WebSocketSession[" + this.id + "]";
	}

}
