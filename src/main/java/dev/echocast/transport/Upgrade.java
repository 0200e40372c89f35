package dev.echocast.transport;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

import dev.echocast.access.Identity;
import dev.echocast.frame.PerMessageDeflate;
import dev.echocast.memory.MemoryLedger;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.IdGenerator;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Lets Reactor Netty switch the connection from HTTP to WebSocket and then puts a
 * {@link WebSocketConnection} in the place of Netty's lenient frame handlers.
 */
final class Upgrade {

	/**
	 * What was agreed on in the opening handshake.
	 *
	 * @param subprotocol the subprotocol, if any
	 * @param compression the extension, if any
	 * @param identity who the peer is
	 * @param release gives the session's place back
	 */
	record Agreement(@Nullable String subprotocol, @Nullable PerMessageDeflate compression, Identity identity,
			Runnable release) {

	}

	private static final Log logger = LogFactory.getLog(Upgrade.class);

	static final CloseStatus SERVER_ERROR = CloseStatus.SERVER_ERROR.withReason("internal error");

	/**
	 * What Reactor Netty is told of a session: that it goes on. It would close the
	 * connection at the end of it, which {@link ClosingHandshake} does, and would hold on
	 * to the whole request until then.
	 */
	private static final Publisher<Void> DETACHED = (subscriber) -> subscriber
		.onSubscribe(Operators.emptySubscription());

	private final TransportProperties properties;

	private final SessionListeners listeners;

	private final IdGenerator ids;

	private final MemoryLedger ledger;

	private final Clock clock;

	Upgrade(TransportProperties properties, SessionListeners listeners, IdGenerator ids, MemoryLedger ledger,
			Clock clock) {
		this.clock = clock;
		this.properties = properties;
		this.ledger = ledger;
		this.listeners = listeners;
		this.ids = ids;
	}

	/**
	 * Answer with 101 and begin the session. Completes when the session has begun; the
	 * session goes on by itself.
	 */
	Mono<Void> perform(ServerWebExchange exchange, WebSocketHandler handler, HandshakeInfo handshake,
			Agreement agreement) {
		simplify(exchange.getRequest(), agreement.subprotocol());
		ServerHttpResponse response = exchange.getResponse();
		HttpServerResponse nettyResponse = ServerHttpResponseDecorator.getNativeResponse(response);
		NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
		WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder();
		if (agreement.subprotocol() != null) {
			spec.protocols(agreement.subprotocol());
		}
		if (agreement.compression() != null) {
			response.getHeaders().set("Sec-WebSocket-Extensions", agreement.compression().response());
		}
		// For the metrics of HTTP; Netty writes the answer itself.
		response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
		return response.setComplete()
			.then(Mono
				.defer(() -> nettyResponse
					.withConnection((netty) -> netty.channel()
						.pipeline()
						.addBefore(NettyPipeline.ReactiveBridge, null, new AnswerAfterSetup()))
					.sendWebsocket((in, out) -> {
						// The session outlives the request, whose headers nobody needs
						// any more.
						in.headers().clear();
						in.withConnection((netty) -> begin(netty.channel(), buffers, handler, handshake, agreement));
						return DETACHED;
					}, spec.build())));
	}

	/**
	 * Netty looks at the checked headers again and fails without an answer where it is
	 * less able: it does not see that Upgrade and Connection may be lists, and of several
	 * lines with subprotocols it reads the first alone.
	 */
	private static void simplify(ServerHttpRequest request, @Nullable String subprotocol) {
		HttpServerRequest nettyRequest = ServerHttpRequestDecorator.getNativeRequest(request);
		io.netty.handler.codec.http.HttpHeaders headers = nettyRequest.requestHeaders()
			.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
			.remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
		if (subprotocol != null) {
			headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
		}
	}

	private void begin(Channel channel, NettyDataBufferFactory buffers, WebSocketHandler handler,
			HandshakeInfo handshake, Agreement agreement) {
		boolean streams = handler instanceof Endpoint endpoint && endpoint.streams();
		WebSocketConnection connection = new WebSocketConnection(channel, buffers, this.properties, this.ledger,
				streams ? Codec.pieces() : Codec.messages(this.properties, agreement.compression()));
		install(channel, connection);
		Lease lease = new Lease(agreement.identity(), channel.eventLoop(), this.clock, connection::close);
		NettyWebSocketSession session = new NettyWebSocketSession(connection, this.ids.generateId().toString(),
				handshake, buffers, lease);
		SessionListener listener = this.listeners.opened(session, Endpoint.name(handler));
		connection.run(listener, run(connection, session, () -> handler.handle(session)).doFinally((signal) -> {
			lease.end();
			agreement.release().run();
		}));
	}

	private static void install(Channel channel, WebSocketConnection connection) {
		ChannelPipeline pipeline = channel.pipeline();
		pipeline.remove("wsdecoder");
		pipeline.remove("wsencoder");
		for (Class<? extends ChannelHandler> http : List.of(LingeringClose.class, MalformedRequests.class,
				RequestGuard.class)) {
			if (pipeline.get(http) != null) {
				pipeline.remove(http);
			}
		}
		channel.config().setAutoRead(false);
		pipeline.addBefore(NettyPipeline.ReactiveBridge, "echocast.webSocket", connection);
	}

	/**
	 * The life of a session: it ends with its connection, which ends, orderly, when the
	 * handler does.
	 */
	static Mono<Void> run(WebSocketConnection connection, NettyWebSocketSession session, Supplier<Mono<Void>> handler) {
		return Mono.defer(handler)
			.onErrorResume((failure) -> fail(connection, session, failure))
			.doOnSuccess((none) -> connection.execute(connection::handlerCompleted))
			.then(connection.closed())
			.then();
	}

	private static Mono<Void> fail(WebSocketConnection connection, NettyWebSocketSession session, Throwable failure) {
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
