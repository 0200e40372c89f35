package dev.echocast.transport;

import java.time.Duration;
import java.util.function.Function;

import io.netty.channel.Channel;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Writes a stream without an end as the body of a plain response, with a slow peer in
 * mind: a buffer is requested when the socket has taken the one before, whereas Reactor
 * Netty by itself requests 128, however large; and a peer that does not take the last
 * words is cut.
 */
public final class ResponseStream {

	private final Duration closeTimeout;

	private final Function<CloseStatus, DataBuffer> lastWords;

	/**
	 * Create a way to write streams.
	 * @param lastWords what is said when a stream fails with a {@link CloseException};
	 * called once for each, and the result's reference is given back
	 */
	public ResponseStream(TransportProperties properties, Function<CloseStatus, DataBuffer> lastWords) {
		this.closeTimeout = properties.closeTimeout();
		this.lastWords = lastWords;
	}

	/**
	 * Write a stream whose elements each carry a reference, which is given back.
	 * Completes when the body has been written or the connection was cut. The stream is
	 * subscribed to and asked for more on the response's event loop.
	 */
	public Mono<Void> write(ServerHttpResponse response, Flux<DataBuffer> stream) {
		HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
		Connection connection = ServerHttpResponseDecorator.getNativeResponse(response);
		Channel channel = connection.channel();
		return response.setComplete()
			.then(Mono.defer(() -> netty.sendHeaders().then()))
			.thenMany(stream.concatMap((buffer) -> write(channel, buffer), 0))
			.then()
			.onErrorResume(CloseException.class, (end) -> end(channel, end.status()));
	}

	private Mono<Void> end(Channel channel, CloseStatus status) {
		return Mono.defer(() -> write(channel, this.lastWords.apply(status)))
			.timeout(this.closeTimeout, Mono.<Void>fromRunnable(channel::close));
	}

	/**
	 * Completes when the socket has taken it. Cancellation leaves it on its way, with its
	 * reference.
	 */
	private static Mono<Void> write(Channel channel, DataBuffer buffer) {
		return FutureMono.deferFuture(() -> channel.writeAndFlush(NettyDataBufferFactory.toByteBuf(buffer)));
	}

}
