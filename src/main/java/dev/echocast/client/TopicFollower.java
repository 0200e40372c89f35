package dev.echocast.client;

import java.net.URI;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * Follows a broadcast topic in the {@code echocast.v1.json} format and resumes after the
 * last position it has seen: within the topic's retained window a reconnect loses nothing
 * and repeats nothing, beyond it the gap is announced by {@link TopicEvent.Welcome}.
 *
 * <p>
 * Where the server says when the session's token expires, the {@link TokenSource} is
 * asked for another one before, and the session goes on with it. That needs events to be
 * taken in time; without, the server closes with 3000, and the resume loses nothing.
 *
 * <p>
 * Life, threads and demand are those of {@link ReconnectingWebSocketClient}.
 */
public final class TopicFollower {

	static final String SUBPROTOCOL = "echocast.v1.json";

	private final ReconnectingWebSocketClient client;

	private final Resume resume;

	private final Renewal renewal;

	private final Answers answers = new Answers();

	/** The number of the connection whose events are being taken. */
	private int connection;

	private TopicFollower(ClientOptions options, @Nullable String since) {
		this(options, since, ReconnectingWebSocketClient::create);
	}

	TopicFollower(ClientOptions options, @Nullable String since,
			BiFunction<ClientOptions, Supplier<URI>, ReconnectingWebSocketClient> clients) {
		this.resume = new Resume(since);
		ClientOptions ours = options.toBuilder()
			.subprotocols(SUBPROTOCOL)
			.whileDisconnected(WhileDisconnected.FAIL)
			.build();
		this.client = clients.apply(ours, () -> this.resume.uri(ours.uri()));
		this.renewal = this.client.renewal(TopicJson::renewal);
	}

	/**
	 * Follows a topic from now, or from what its address says ({@code ?history=N}).
	 * @param options with the topic's address; subprotocols and the policy while
	 * disconnected are set here
	 */
	public static TopicFollower create(ClientOptions options) {
		return new TopicFollower(options, null);
	}

	/**
	 * Follows a topic from what came after a position.
	 * @throws IllegalArgumentException if it is no position
	 */
	public static TopicFollower resume(ClientOptions options, String position) {
		return new TopicFollower(options, position);
	}

	/** As {@link ReconnectingWebSocketClient#events()}. */
	public Flux<TopicEvent> events() {
		return this.client.events().<TopicEvent>handle(this::translate).doFinally(end -> {
			this.renewal.forget();
			this.answers.loseAll();
		});
	}

	public void start() {
		this.client.start();
	}

	public Mono<Void> stop() {
		return this.client.stop();
	}

	/**
	 * Publishes to the topic.
	 * @return the position it got. It was certainly not published if this fails with
	 * {@link WebSocketFailure.Kind#NOT_CONNECTED}, {@link WebSocketFailure.Kind#BUSY}, on
	 * which it may be tried again after a while, or
	 * {@link WebSocketFailure.Kind#DECLINED}, on which that is of no use. Whether it was
	 * published is not known after {@link WebSocketFailure.Kind#UNAVAILABLE}, and after
	 * {@link WebSocketFailure.Kind#LOST} if the connection, or the taking of events,
	 * ended before the answer: publishing again then may make it two. Events must be
	 * taken for the answer to be seen.
	 */
	public Mono<String> publish(Message message) {
		return Mono.create(sink -> {
			String id = this.answers.expect(sink);
			sink.onCancel(() -> this.answers.forget(id));
			this.client.send(TopicJson.publish(id, message)).subscribe(nothing -> {
			}, failure -> this.answers.answer(id, unsent -> unsent.error(failure)),
					() -> this.answers.written(id, this.client.connection()));
		});
	}

	private void translate(ClientEvent event, SynchronousSink<TopicEvent> sink) {
		if (event instanceof ClientEvent.Received received) {
			translate(TopicJson.parse(received.message().asText()), sink);
			return;
		}
		if (event instanceof ClientEvent.Opened) {
			this.connection++;
			this.resume.opened();
		}
		if (event instanceof ClientEvent.Opened opened && !opened.subprotocol().equals(SUBPROTOCOL)) {
			sink.error(Failures.protocol("the server does not speak " + SUBPROTOCOL));
			return;
		}
		if (event instanceof ClientEvent.Closed) {
			this.renewal.forget();
			this.answers.lose(this.connection);
		}
		sink.next(new TopicEvent.Connection(event));
	}

	private void translate(TopicJson.@Nullable Incoming incoming, SynchronousSink<TopicEvent> sink) {
		if (incoming instanceof TopicJson.Ack ack) {
			this.answers.answer(ack.id(), answer -> answer.success(ack.position()));
		}
		else if (incoming instanceof TopicJson.Refusal refusal) {
			refused(refusal.id(), refusal.event(), sink);
		}
		else if (incoming instanceof TopicJson.Renewed renewed && renewed.id().equals(TopicJson.RENEWAL)) {
			this.renewal.expires(this.connection, renewed.event().expires());
			sink.next(renewed.event());
		}
		else if (incoming instanceof TopicJson.Event event) {
			emit(event.event(), sink);
		}
	}

	/** A fresh token that is refused is not followed by another on this connection. */
	private void refused(String id, TopicEvent.Refused event, SynchronousSink<TopicEvent> sink) {
		String message = this.client.redact(event.message());
		this.answers.answer(id, answer -> answer.error(Failures.unpublished(event.code(), message)));
		boolean renewal = id.equals(TopicJson.RENEWAL);
		if (renewal) {
			this.renewal.forget();
		}
		if (renewal || id.isEmpty()) {
			sink.next(new TopicEvent.Refused(event.code(), message));
		}
	}

	private void emit(TopicEvent event, SynchronousSink<TopicEvent> sink) {
		if (event instanceof TopicEvent.Welcome welcome) {
			this.resume.welcomed(welcome.position(), welcome.recovered());
			if (welcome.expires() != null) {
				this.renewal.expires(this.connection, welcome.expires());
			}
		}
		if (event instanceof TopicEvent.Left left) {
			sink.next(new TopicEvent.Left(left.topic(), left.code(), this.client.redact(left.reason())));
		}
		else if (!(event instanceof TopicEvent.Published published) || this.resume.seen(published.position())) {
			sink.next(event);
		}
	}

}
