package dev.echocast.web;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import dev.echocast.broadcast.TopicName;
import dev.echocast.broadcast.Topics;
import dev.echocast.broadcast.Topics.TopicDescription;
import dev.echocast.engine.PublishRejectedException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code /api/topics}: topics over HTTP.
 */
final class TopicHandler {

	private final Topics topics;

	TopicHandler(Topics topics) {
		this.topics = topics;
	}

	Mono<ServerResponse> list(ServerRequest request) {
		return Flux.fromIterable(this.topics.names())
			.flatMap(this.topics::describe)
			.sort(Comparator.comparing(TopicDescription::topic))
			.collectList()
			.flatMap((topics) -> ServerResponse.ok().bodyValue(new TopicList(topics)));
	}

	Mono<ServerResponse> show(ServerRequest request) {
		return withTopic(request,
				(topic) -> this.topics.describe(topic)
					.flatMap((description) -> ServerResponse.ok().bodyValue(description))
					.switchIfEmpty(Problems.respond(HttpStatus.NOT_FOUND, "Nobody is in topic " + topic)));
	}

	Mono<ServerResponse> publish(ServerRequest request) {
		return withTopic(request,
				(topic) -> Bodies.read(request)
					.map((body) -> PublishRequest.read(topic, request.headers().contentType(), body))
					.flatMap(this.topics::publish)
					.flatMap((published) -> ServerResponse.accepted()
						.bodyValue(new Accepted(published.position().toString(), published.subscribers()))))
			.onErrorResume(DataBufferLimitException.class,
					(ex) -> Problems.respond(HttpStatus.CONTENT_TOO_LARGE,
							"The body is over " + Bodies.MAX_BYTES + " bytes"))
			.onErrorResume(PublishRequest.UnacceptableException.class,
					(ex) -> Problems.respond(ex.status(), ex.detail()))
			.onErrorResume(PublishRejectedException.class,
					(ex) -> Problems.unavailable("The topic is busy; the message was not published"));
	}

	private static Mono<ServerResponse> withTopic(ServerRequest request,
			Function<String, Mono<ServerResponse>> handler) {
		String topic = request.pathVariable("topic");
		if (!TopicName.isValid(topic)) {
			return Problems.respond(HttpStatus.NOT_FOUND, "A topic's name has the form " + TopicName.PATTERN);
		}
		return handler.apply(topic);
	}

	/**
	 * The topics of this node.
	 */
	record TopicList(List<TopicDescription> topics) {

	}

	/**
	 * The answer to a publish.
	 *
	 * @param position the message's place
	 * @param subscribers how many members of this node it goes to
	 */
	record Accepted(String position, int subscribers) {

	}

}
