package dev.echocast.client;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.SynchronousSink;

/**
 * Follows a broadcast topic in the {@code echocast.v1.json} format and resumes after the
 * last position it has seen: within the topic's retained window a reconnect loses nothing
 * and repeats nothing, beyond it the gap is announced by {@link TopicEvent.Welcome}.
 *
 * <p>
 * Life, threads and demand are those of {@link ReconnectingWebSocketClient}.
 */
public final class TopicFollower {

	static final String SUBPROTOCOL = "echocast.v1.json";

	private final ReconnectingWebSocketClient client;

	private final Resume resume;

	private final AtomicLong ids = new AtomicLong();

	/** Publications without an answer yet. */
	private final Map<String, MonoSink<String>> unanswered = new HashMap<>();

	private TopicFollower(ClientOptions options, @Nullable String since) {
		this.resume = new Resume(since);
		ClientOptions ours = options.toBuilder()
			.subprotocols(SUBPROTOCOL)
			.whileDisconnected(WhileDisconnected.FAIL)
			.build();
		this.client = ReconnectingWebSocketClient.create(ours, () -> this.resume.uri(ours.uri()));
	}

	/**
	 * Follows a topic from now, or from what its address says ({@code ?history=N}).
	 * @param options with the topic's address; subprotocols and the policy while
	 * disconnected are set here
	 */
	public static TopicFollower create(ClientOptions options) {
		return new TopicFollower(options, null);
	}

	/** Follows a topic from what came after a position. */
	public static TopicFollower resume(ClientOptions options, String position) {
		return new TopicFollower(options, position);
	}

	/** As {@link ReconnectingWebSocketClient#events()}. */
	public Flux<TopicEvent> events() {
		return this.client.events().handle(this::translate);
	}

	public void start() {
		this.client.start();
	}

	public Mono<Void> stop() {
		return this.client.stop();
	}

	/**
	 * Publishes to the topic.
	 * @return the position it got. Fails with {@link WebSocketFailure.Kind#NOT_CONNECTED}
	 * if it was certainly not published, and with {@link WebSocketFailure.Kind#LOST} if
	 * the connection ended before the answer: publishing again then may make it two.
	 * Events must be taken for the answer to be seen.
	 */
	public Mono<String> publish(Message message) {
		return Mono.create(sink -> {
			String id = Long.toString(this.ids.incrementAndGet());
			expect(id, sink);
			this.client.send(TopicJson.publish(id, message)).subscribe(nothing -> {
			}, failure -> answered(id, unsent -> unsent.error(failure)));
		});
	}

	private void expect(String id, MonoSink<String> sink) {
		synchronized (this.unanswered) {
			this.unanswered.put(id, sink);
		}
		sink.onCancel(() -> answered(id, gone -> {
		}));
	}

	private void answered(String id, Consumer<MonoSink<String>> answer) {
		MonoSink<String> sink;
		synchronized (this.unanswered) {
			sink = this.unanswered.remove(id);
		}
		if (sink != null) {
			answer.accept(sink);
		}
	}

	private void translate(ClientEvent event, SynchronousSink<TopicEvent> sink) {
		if (event instanceof ClientEvent.Received received) {
			translate(TopicJson.parse(received.message().asText()), sink);
			return;
		}
		if (event instanceof ClientEvent.Opened) {
			this.resume.opened();
		}
		if (event instanceof ClientEvent.Opened opened && !opened.subprotocol().equals(SUBPROTOCOL)) {
			sink.error(Failures.protocol("the server does not speak " + SUBPROTOCOL));
			return;
		}
		if (event instanceof ClientEvent.Closed) {
			loseAnswers();
		}
		sink.next(new TopicEvent.Connection(event));
	}

	private void translate(TopicJson.@Nullable Incoming incoming, SynchronousSink<TopicEvent> sink) {
		if (incoming instanceof TopicJson.Ack ack) {
			answered(ack.id(), answer -> answer.success(ack.position()));
		}
		else if (incoming instanceof TopicJson.Refusal refusal) {
			answered(refusal.id(), answer -> answer
				.error(Failures.rejected(0, null, refusal.event().code() + ": " + refusal.event().message())));
			if (refusal.id().isEmpty()) {
				sink.next(refusal.event());
			}
		}
		else if (incoming instanceof TopicJson.Event event) {
			emit(event.event(), sink);
		}
	}

	private void emit(TopicEvent event, SynchronousSink<TopicEvent> sink) {
		if (event instanceof TopicEvent.Welcome welcome) {
			this.resume.welcomed(welcome.position(), welcome.recovered());
		}
		if (!(event instanceof TopicEvent.Published published) || this.resume.seen(published.position())) {
			sink.next(event);
		}
	}

	private void loseAnswers() {
		Map<String, MonoSink<String>> lost;
		synchronized (this.unanswered) {
			lost = Map.copyOf(this.unanswered);
			this.unanswered.clear();
		}
		lost.values().forEach(sink -> sink.error(Failures.lost("the connection ended before the answer")));
	}

}
