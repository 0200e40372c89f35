package dev.echocast.web;

import dev.echocast.access.Permission;
import dev.echocast.access.Identity;
import dev.echocast.access.Caller;
import dev.echocast.access.Action;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.LongStream;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.echocast.broadcast.TopicName;
import dev.echocast.broadcast.Topics;
import dev.echocast.broadcast.Topics.Published;
import dev.echocast.broadcast.Topics.TopicDescription;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.KeyReusedException;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.PublishRejectedException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code /api/topics}: topics over HTTP.
 */
final class TopicHandler {

	/** How many topics are listed at once: an answer of some 100 KB. */
	static final int MAX_TOPICS = 1000;

	/** Each may be a call to Redis, which others wait for, too. */
	private static final int DESCRIBED_AT_ONCE = 16;

	/** How many members are listed. */
	static final int MAX_SESSIONS = 1000;

	private final Topics topics;

	private final Bodies bodies;

	TopicHandler(Topics topics, Bodies bodies) {
		this.bodies = bodies;
		this.topics = topics;
	}

	Mono<ServerResponse> list(ServerRequest request) {
		Identity caller = Caller.of(request.exchange());
		return this.topics
			.names(request.queryParam("after").orElse(""), MAX_TOPICS + 1,
					(topic) -> caller.may(Permission.to(Action.PRESENCE, topic)))
			.flatMap(this::describe)
			.flatMap((topics) -> ServerResponse.ok().bodyValue(topics))
			.onErrorResume(EngineUnavailableException.class, Problems::unavailable);
	}

	/**
	 * A page of topics; the last name says only that there is another page.
	 */
	private Mono<TopicList> describe(List<String> names) {
		boolean more = names.size() > MAX_TOPICS;
		return Flux.fromIterable(more ? names.subList(0, MAX_TOPICS) : names)
			.flatMapSequential(this.topics::describe, DESCRIBED_AT_ONCE)
			.filter((topic) -> topic.members() > 0)
			.collectList()
			.map((topics) -> new TopicList(topics, more ? names.get(MAX_TOPICS - 1) : null));
	}

	Mono<ServerResponse> show(ServerRequest request) {
		return withTopic(request, Action.PRESENCE,
				(topic) -> this.topics.describe(topic)
					.zipWith(this.topics.sessions(topic, MAX_SESSIONS), TopicDetails::of)
					.flatMap((details) -> ServerResponse.ok().bodyValue(details))
					.switchIfEmpty(Problems.respond(HttpStatus.NOT_FOUND, "Nobody is in topic " + topic)));
	}

	Mono<ServerResponse> publish(ServerRequest request) {
		return publish(request, (topic) -> {
			MediaType type = PublishRequest.type(request.headers());
			return this.bodies.read(request)
				.map((body) -> List.of(PublishRequest.read(topic, user(request), type, body)));
		}, Accepted::of);
	}

	Mono<ServerResponse> publishBatch(ServerRequest request) {
		return publish(request, (topic) -> this.bodies.read(request)
			.map((body) -> PublishRequest.readBatch(topic, user(request), body)), AcceptedBatch::of);
	}

	private static @Nullable String user(ServerRequest request) {
		return Caller.of(request.exchange()).user();
	}

	/**
	 * What the headers say is looked at before the body is read.
	 */
	private Mono<ServerResponse> publish(ServerRequest request, Function<String, Mono<List<Message>>> reader,
			BiFunction<Published, Integer, Object> answer) {
		return withTopic(request, Action.PUBLISH, (topic) -> Mono.defer(() -> {
			String key = PublishRequest.key(request.headers());
			return reader.apply(topic)
				.flatMap((batch) -> this.topics.publish(batch, key)
					.flatMap((published) -> accepted(published, answer.apply(published, batch.size()))));
		})).onErrorResume(DataBufferLimitException.class,
				(ex) -> Problems.respond(HttpStatus.CONTENT_TOO_LARGE,
						"The body is over " + Bodies.MAX_BYTES + " bytes"))
			.onErrorResume(UnacceptableException.class, Problems::unacceptable)
			.onErrorResume(KeyReusedException.class,
					(ex) -> Problems.respond(HttpStatus.UNPROCESSABLE_CONTENT,
							"Nothing was published: " + ex.getMessage()))
			.onErrorResume(PublishRejectedException.class,
					(ex) -> Problems.unavailable("Nothing was published: " + ex.getMessage()));
	}

	private static Mono<ServerResponse> accepted(Published published, Object body) {
		ServerResponse.BodyBuilder response = ServerResponse.accepted();
		return (published.replayed() ? response.header("Idempotency-Replayed", "true") : response).bodyValue(body);
	}

	/**
	 * Handle a request of a topic, if it may have that name and the caller may do that.
	 * @param action what the caller wants to do
	 * @param handler may throw an {@code IllegalArgumentException} for a wrong query
	 */
	static Mono<ServerResponse> withTopic(ServerRequest request, Action action,
			Function<String, Mono<ServerResponse>> handler) {
		String topic = request.pathVariable("topic");
		if (!TopicName.isValid(topic)) {
			return Problems.respond(HttpStatus.NOT_FOUND, "A topic's name has the form " + TopicName.PATTERN);
		}
		Caller.require(request.exchange(), Permission.to(action, topic));
		try {
			return handler.apply(topic).onErrorResume(EngineUnavailableException.class, Problems::unavailable);
		}
		catch (IllegalArgumentException wrong) {
			return Problems.respond(HttpStatus.BAD_REQUEST, String.valueOf(wrong.getMessage()));
		}
	}

	/**
	 * The topics that have members.
	 *
	 * @param next asks for the next page, as {@code after}; absent on the last
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record TopicList(List<TopicDescription> topics, @Nullable String next) {

	}

	/**
	 * A topic and who is in it.
	 *
	 * @param sessions the members, the first {@link #MAX_SESSIONS}
	 */
	record TopicDetails(String topic, int members, String position, int history, List<String> sessions) {

		static TopicDetails of(TopicDescription it, List<String> sessions) {
			return new TopicDetails(it.topic(), it.members(), it.position(), it.history(), sessions);
		}

	}

	/**
	 * The answer to a batch.
	 *
	 * @param positions the messages' places, one after the other
	 */
	record AcceptedBatch(List<String> positions, int subscribers) {

		static AcceptedBatch of(Published published, int count) {
			Position last = published.position();
			return new AcceptedBatch(LongStream.rangeClosed(last.offset() - count + 1, last.offset())
				.mapToObj((offset) -> new Position(last.epoch(), offset).toString())
				.toList(), published.subscribers());
		}

	}

	/**
	 * The answer to a publish.
	 *
	 * @param position the message's place
	 * @param subscribers how many members it goes to, as far as this node knows: all of
	 * them if it has members of the topic itself
	 */
	record Accepted(String position, int subscribers) {

		static Accepted of(Published published, int count) {
			return new Accepted(published.position().toString(), published.subscribers());
		}

	}

}
