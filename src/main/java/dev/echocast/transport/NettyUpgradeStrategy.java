package dev.echocast.transport;

import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.IdGenerator;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Lets Reactor Netty switch the connection from HTTP to WebSocket and then puts
 * {@link WebSocketConnection} in the place of Netty's lenient frame handlers.
 */
final class NettyUpgradeStrategy implements RequestUpgradeStrategy {

	private static final Log logger = LogFactory.getLog(NettyUpgradeStrategy.class);

	private static final CloseStatus SERVER_ERROR = CloseStatus.SERVER_ERROR.withReason("internal error");

	private final TransportProperties properties;

	private final SessionListeners listeners;

	private final IdGenerator ids;

	NettyUpgradeStrategy(TransportProperties properties, SessionListeners listeners, IdGenerator ids) {
		this.properties = properties;
		this.listeners = listeners;
		this.ids = ids;
	}

	@Override
	public Mono<Void> upgrade(ServerWebExchange exchange, WebSocketHandler handler, @Nullable String subProtocol,
			Supplier<HandshakeInfo> handshakeInfoFactory) {
		ServerHttpResponse response = exchange.getResponse();
		HttpServerResponse nettyResponse = ServerHttpResponseDecorator.getNativeResponse(response);
		NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
		HandshakeInfo handshake = handshakeInfoFactory.get();
		WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder();
		if (subProtocol != null) {
			spec.protocols(subProtocol);
		}
		return response.setComplete()
			.then(Mono
				.defer(() -> nettyResponse
					.withConnection((netty) -> netty.channel()
						.pipeline()
						.addBefore(NettyPipeline.ReactiveBridge, null, new AnswerAfterSetup()))
					.sendWebsocket((in, out) -> {
						WebSocketConnection[] connection = new WebSocketConnection[1];
						in.withConnection((netty) -> connection[0] = install(netty.channel(), buffers));
						return run(connection[0], handshake, buffers, handler);
					}, spec.build())));
	}

	private WebSocketConnection install(Channel channel, NettyDataBufferFactory buffers) {
		WebSocketConnection connection = new WebSocketConnection(channel, buffers, this.properties);
		ChannelPipeline pipeline = channel.pipeline();
		pipeline.remove("wsdecoder");
		pipeline.remove("wsencoder");
		channel.config().setAutoRead(false);
		pipeline.addBefore(NettyPipeline.ReactiveBridge, "echocast.webSocket", connection);
		return connection;
	}

	/**
	 * The life of a session: it ends with its connection, which ends, orderly, when the
	 * handler does.
	 */
	private Publisher<Void> run(WebSocketConnection connection, HandshakeInfo handshake, NettyDataBufferFactory buffers,
			WebSocketHandler handler) {
		NettyWebSocketSession session = new NettyWebSocketSession(connection, this.ids.generateId().toString(),
				handshake, buffers);
		String endpoint = (handler instanceof Endpoint named) ? named.name() : handler.getClass().getSimpleName();
		connection.listener(this.listeners.opened(session, endpoint));
		return Mono.defer(() -> handler.handle(session))
			.onErrorResume((failure) -> fail(connection, session, failure))
			.doOnSuccess((none) -> connection.execute(connection::handlerCompleted))
			.takeUntilOther(connection.closed())
			.then(connection.closed())
			.then();
	}

	private Mono<Void> fail(WebSocketConnection connection, NettyWebSocketSession session, Throwable failure) {
		if (failure instanceof CloseException intended) {
			connection.execute(() -> connection.close(intended.status()));
		}
		else {
			logger.error("Session " + session.getId() + " failed", failure);
			connection.execute(() -> connection.close(SERVER_ERROR));
		}
		return Mono.empty();
	}

}
