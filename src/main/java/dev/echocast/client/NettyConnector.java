package dev.echocast.client;

import java.net.URI;
import java.time.Clock;
import java.util.random.RandomGenerator;

import dev.echocast.client.WebSocketFailure.Kind;
import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Attempts over TCP, each from its first packet to the end of the opening handshake,
 * redirects included, within the connect timeout.
 */
final class NettyConnector implements Connector {

	private final Settings options;

	private final Transport transport;

	private final Scheduler scheduler;

	private final RandomGenerator random;

	private final Clock clock;

	NettyConnector(ClientOptions options, EventLoop loop, Scheduler scheduler, RandomGenerator random, Clock clock) {
		this.options = options.settings;
		this.transport = new Transport(this.options, loop);
		this.scheduler = scheduler;
		this.random = random;
		this.clock = clock;
	}

	@Override
	public Mono<Link> connect(URI uri, Token token, Link.Listener listener) {
		return attempt(Redirect.start(uri), token, listener)
			.timeout(this.options.connectTimeout, Mono.error(this::tooSlow), this.scheduler)
			.onErrorMap(this::classify);
	}

	private WebSocketFailure tooSlow() {
		URI proxy = this.options.proxy;
		return Failures.timeout("no connection within " + this.options.connectTimeout.toMillis() + " ms"
				+ ((proxy != null) ? " through the proxy " + Transport.name(proxy) : ""));
	}

	private WebSocketFailure classify(Throwable error) {
		WebSocketFailure failure = NettyFailures.classify(error);
		URI proxy = this.options.proxy;
		return (proxy != null && failure.kind() == Kind.PROXY) ? Failures
			.proxy("the proxy " + Transport.name(proxy) + " did not connect: " + failure.getMessage(), error) : failure;
	}

	private Mono<Link> attempt(Redirect target, Token token, Link.Listener listener) {
		return Mono.<Attempt.Answer>create(sink -> new Attempt(this.options, target, token,
				Handshake.of(this.options, target.uri(), target.trusted(), token, this.random), listener, this.clock,
				sink)
			.start(this.transport))
			.flatMap(answer -> (answer instanceof Attempt.Elsewhere elsewhere)
					? attempt(elsewhere.target(), token, listener) : Mono.just(((Attempt.Connected) answer).link()));
	}

}
