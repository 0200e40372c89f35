package dev.echocast.web;

import java.time.Duration;
import java.util.function.Function;

import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import dev.echocast.transport.TransportProperties;
import dev.echocast.transport.Until;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Writes a stream without an end as the body of a plain response, with a slow peer in
 * mind: a buffer is requested when the socket has taken the one before, whereas Reactor
 * Netty by itself requests 128, however large; and a peer that does not take the last
 * words is cut.
 */
final class ResponseStream {

	private final Duration closeTimeout;

	private final Function<CloseStatus, @Nullable EncodedMessage> lastWords;

	private final MemoryLedger ledger;

	/**
	 * Create a way to write streams.
	 * @param lastWords what is said when a stream fails with a {@link CloseException};
	 * called once for each, and the result's reference is given back; {@code null} has
	 * the connection cut without a word
	 * @param ledger counts what peers do not take; a peer that has to go gets the last
	 * words, too
	 */
	ResponseStream(TransportProperties properties, Function<CloseStatus, @Nullable EncodedMessage> lastWords,
			MemoryLedger ledger) {
		this.closeTimeout = properties.closeTimeout();
		this.ledger = ledger;
		this.lastWords = lastWords;
	}

	/**
	 * Write a stream whose elements each carry a reference, which is given back.
	 * Completes when the body has been written or the connection was cut. The stream is
	 * subscribed to and asked for more on the response's event loop.
	 * @param stream is given what counts the memory that its peer makes this process hold
	 */
	Mono<Void> write(ServerHttpResponse response, Function<MemoryAccount, Flux<EncodedMessage>> stream) {
		HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
		Connection connection = ServerHttpResponseDecorator.getNativeResponse(response);
		Channel channel = connection.channel();
		return response.setComplete().then(Mono.defer(() -> netty.sendHeaders().then())).then(Mono.defer(() -> {
			Peer peer = new Peer(channel);
			MemoryAccount account = this.ledger.open(peer);
			return stream.apply(account)
				// Nobody else may notice the end of a connection that is not written to.
				.transform(Until.ends(FutureMono.from(channel.closeFuture()).or(peer.evicted.asMono())))
				.concatMap((message) -> write(channel, message, account), 0)
				.then()
				.onErrorResume(CloseException.class, (end) -> end(channel, end.status(), account))
				.doFinally((signal) -> account.close());
		}));
	}

	private Mono<Void> end(Channel channel, CloseStatus status, MemoryAccount account) {
		EncodedMessage lastWords = this.lastWords.apply(status);
		if (lastWords == null) {
			return Mono.fromRunnable(channel::close);
		}
		return write(channel, lastWords, account).timeout(this.closeTimeout, Mono.<Void>fromRunnable(channel::close),
				Schedulers.fromExecutorService(channel.eventLoop()));
	}

	/**
	 * Completes when the socket has taken it. Cancellation leaves it on its way, with its
	 * reference.
	 */
	private static Mono<Void> write(Channel channel, EncodedMessage message, MemoryAccount account) {
		return Mono.defer(() -> {
			account.hold(message.shared());
			return FutureMono.deferFuture(() -> channel.writeAndFlush(message.takeWire()))
				.doFinally((signal) -> account.drop(message.shared()));
		});
	}

	/**
	 * Who does not take what is written.
	 */
	private static final class Peer implements MemoryLedger.Holder {

		private final Sinks.Empty<Void> evicted = Sinks.empty();

		private final Channel channel;

		/** A channel that is closed does not know it any more. */
		private final EventLoop eventLoop;

		Peer(Channel channel) {
			this.channel = channel;
			this.eventLoop = channel.eventLoop();
		}

		@Override
		public void evict() {
			this.eventLoop.execute(() -> this.evicted.tryEmitError(CloseException.shortOfMemory()));
		}

		@Override
		public void cut() {
			this.eventLoop.execute(this.channel::close);
		}

	}

}
