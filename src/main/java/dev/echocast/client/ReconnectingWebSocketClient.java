package dev.echocast.client;

import java.net.URI;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A WebSocket connection (RFC 6455) that comes back by itself.
 *
 * <p>
 * <b>Life.</b> {@link #start()} connects; what goes wrong for a while (refused, reset,
 * silent, 5xx, 429, codes like 1001 or 1013) is tried again after a random, growing delay
 * that respects {@code Retry-After}; what would go wrong again (400, 403, 404, an
 * untrusted certificate, 1002, 1003, 1007 to 1010) ends the client with a
 * {@link WebSocketFailure}; 401 and a close with 3000 do when a fresh token is not taken,
 * either. So does {@link #stop()}, and a close with 1000 by the server, without one. A
 * client is used once.
 *
 * <p>
 * <b>Threads.</b> Every method may be called from any thread. Events are emitted on the
 * client's event loop: do not block there, use {@code publishOn}.
 *
 * <p>
 * <b>Demand.</b> Taking no events stops the reading from the socket, once the bounds of
 * {@link ClientOptions.Builder#queue} are reached. While reading is stopped the server
 * cannot be found silent.
 *
 * <p>
 * <b>Sent is not delivered.</b> The {@code Mono} of {@link #send} completes when the
 * operating system has taken the whole message. It may still be lost with the connection
 * then, and is not sent again: at most once. A message that had not been taken is sent on
 * the next connection, in order, and was not seen by the server before. Who must know
 * what arrived lets the server answer, as {@link TopicFollower#publish} does.
 */
public final class ReconnectingWebSocketClient {

	private final ClientOptions options;

	private final Scheduler loop;

	private final Tokens tokens;

	private final Inbox inbox;

	private final Outbox outbox;

	private final ConnectionLoop connections;

	private final Flux<ClientEvent> events;

	ReconnectingWebSocketClient(ClientOptions options, Supplier<URI> uri, Connector connector, Scheduler loop,
			Backoff backoff) {
		Settings settings = options.settings;
		this.options = options;
		this.loop = loop;
		this.inbox = new Inbox(settings.queueMessages, settings.queueBytes);
		this.outbox = new Outbox(settings.queueMessages, settings.queueBytes, settings.whileDisconnected, loop);
		this.tokens = new Tokens(settings.tokens, settings.connectTimeout, loop);
		this.connections = new ConnectionLoop(options, uri, this.tokens, connector, loop, backoff, this.inbox,
				this.outbox);
		this.events = this.inbox.events(() -> loop.schedule(this.connections::read))
			.doOnCancel(() -> stop(CloseStatus.GOING_AWAY));
	}

	public static ReconnectingWebSocketClient create(ClientOptions options) {
		return create(options, options::uri);
	}

	/**
	 * @param uri asked before every attempt, as the place to resume from changes
	 */
	static ReconnectingWebSocketClient create(ClientOptions options, Supplier<URI> uri) {
		EventLoop eventLoop = EventLoops.next();
		Scheduler loop = Schedulers.fromExecutorService(eventLoop);
		SplittableRandom random = new SplittableRandom();
		Settings settings = options.settings;
		return new ReconnectingWebSocketClient(options, uri,
				new NettyConnector(options, eventLoop, loop, random, Clock.systemUTC()), loop,
				new Backoff(settings.backoffBase, settings.backoffCap, random));
	}

	/**
	 * Ends the threads that all clients share, for a program about to exit: a Java
	 * virtual machine waits up to 0.3 s for threads that are in native code, as waiting
	 * event loops are. Clients do not work any more after that.
	 */
	public static void shutdownThreads() {
		EventLoops.shutdown();
	}

	public ClientOptions options() {
		return this.options;
	}

	/**
	 * What happens, from the beginning; for one subscriber. Ends when the client does,
	 * with an error if that is final and nobody asked for it, or if the server broke the
	 * protocol. Cancelling stops the client.
	 */
	public Flux<ClientEvent> events() {
		return this.events;
	}

	/** Connects, once: calling it again, or after {@link #stop()}, does nothing. */
	public void start() {
		this.loop.schedule(this.connections::start);
	}

	/**
	 * Sends messages in order, taking them from the publisher as there is room.
	 * @return completes when the operating system has taken the last one, or
	 * {@link WhileDisconnected} has disposed of it; fails with
	 * {@link WebSocketFailure.Kind#NOT_CONNECTED} when the client ends before
	 */
	public Mono<Void> send(Publisher<? extends Message> messages) {
		return this.outbox.send(messages);
	}

	public Mono<Void> send(Message message) {
		return send(Mono.just(message));
	}

	/**
	 * How many connections there were, the present one included; for the event loop.
	 */
	int connection() {
		return this.connections.connection();
	}

	/** Keeps a server up to date that says when a session's token expires. */
	Renewal renewal(Function<Token, Message> renewal) {
		return new Renewal(this.tokens, this.loop, this.connections::link, renewal);
	}

	/** What a server says, without our tokens. */
	String redact(String text) {
		return this.tokens.redact(text);
	}

	/** Bytes accepted and not yet taken by the operating system. */
	public long bufferedBytes() {
		return this.outbox.bytes();
	}

	/**
	 * Sends a ping, if connected; {@link ClientEvent.Pong} tells of the answer.
	 */
	public void ping() {
		this.loop.schedule(this.connections::ping);
	}

	/** Turns reconnecting on or off; off also ends a wait for the next attempt. */
	public void reconnect(boolean on) {
		this.loop.schedule(() -> this.connections.reconnect(on));
	}

	/** {@link #stop(CloseStatus)} with 1000. */
	public Mono<Void> stop() {
		return stop(CloseStatus.NORMAL);
	}

	/**
	 * Ends the client, whatever it is doing. An open connection first sends what is
	 * queued, then goes through the closing handshake, each within the close timeout. It
	 * happens without subscribing to the result; calling it again changes nothing.
	 * @return completes when nothing is running any more
	 * @throws IllegalArgumentException if the code may not be sent
	 */
	public Mono<Void> stop(CloseStatus status) {
		if (!CloseStatus.allowed(status.code())) {
			throw new IllegalArgumentException("not a close code to send: " + status.code());
		}
		this.loop.schedule(() -> this.connections.stop(status));
		return this.connections.stopped();
	}

}
