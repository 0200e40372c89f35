package dev.echocast.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.echocast.broadcast.TopicStreams;
import dev.echocast.broadcast.Topics;
import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.transport.Admission;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import dev.echocast.transport.EventLoops;
import dev.echocast.transport.ResponseStream;
import dev.echocast.transport.SessionListeners;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * A topic's messages over HTTP: what is kept as JSON, what comes as server-sent events.
 */
final class TopicReader {

	static final int DEFAULT_LIMIT = 100;

	static final int MAX_LIMIT = 1000;

	private static final MediaType EVENTS = new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8);

	private final Topics topics;

	private final TopicStreams streams;

	private final ResponseStream responses;

	private final ResponseStream answers;

	private final JsonMapper json;

	private final Admission admission;

	private final SessionListeners listeners;

	TopicReader(Topics topics, TopicStreams streams, ResponseStream responses, ResponseStream answers,
			Admission admission, SessionListeners listeners, JsonMapper json) {
		this.answers = answers;
		this.json = json;
		this.topics = topics;
		this.streams = streams;
		this.responses = responses;
		this.admission = admission;
		this.listeners = listeners;
	}

	Mono<ServerResponse> history(ServerRequest request) {
		return TopicHandler.withTopic(request, (topic) -> {
			Position since = request.queryParam("since").map(Position::parse).orElse(null);
			int limit = number(request, "limit", DEFAULT_LIMIT);
			if (limit > MAX_LIMIT) {
				throw new IllegalArgumentException("limit must be " + MAX_LIMIT + " messages or less");
			}
			return this.topics.history(topic, since, limit)
				.flatMap((history) -> answer(request, Messages.of(history, since)))
				.switchIfEmpty(Problems.respond(HttpStatus.NOT_FOUND, "Nothing is kept of topic " + topic));
		});
	}

	/**
	 * An answer counts until its peer has taken it.
	 */
	private Mono<ServerResponse> answer(ServerRequest request, Messages messages) {
		ServerResponse.BodyBuilder response = ServerResponse.ok().contentType(MediaType.APPLICATION_JSON);
		return HttpMethod.HEAD.equals(request.method()) ? response.build()
				: response.body((outgoing, context) -> this.answers.write(outgoing,
						(memory) -> Mono.fromSupplier(() -> encode(messages, memory)).flux()));
	}

	private EncodedMessage encode(Messages messages, MemoryAccount memory) {
		if (memory.isExhausted()) {
			throw CloseException.shortOfMemory();
		}
		return EncodedMessage.unframed(ByteBufAllocator.DEFAULT, this.json.writeValueAsBytes(messages));
	}

	Mono<ServerResponse> events(ServerRequest request) {
		return TopicHandler.withTopic(request, (topic) -> {
			Position since = Optional.ofNullable(request.headers().firstHeader("Last-Event-ID"))
				.filter((id) -> !id.isEmpty())
				.or(() -> request.queryParam("since"))
				.map(Position::parse)
				.orElse(null);
			int history = number(request, "history", 0);
			Executor eventLoop = EventLoops.of(request.exchange().getRequest());
			return HttpMethod.HEAD.equals(request.method()) ? events().build()
					: admit(request, (memory) -> this.streams.open(topic, since, history, eventLoop, memory));
		});
	}

	/**
	 * A stream takes a session's place.
	 */
	private Mono<ServerResponse> admit(ServerRequest request, Function<MemoryAccount, Flux<EncodedMessage>> stream) {
		Admission.Verdict verdict = this.admission.admit(request.exchange().getRequest());
		if (verdict instanceof Admission.Refused refused) {
			this.listeners.rejected(refused.reason());
			return Problems.refused(refused);
		}
		Runnable release = ((Admission.Admitted) verdict).release();
		return events()
			.body((response, context) -> this.responses.write(response, stream).doFinally((signal) -> release.run()));
	}

	private static ServerResponse.BodyBuilder events() {
		return ServerResponse.ok()
			.contentType(EVENTS)
			.header("Cache-Control", "no-store")
			// What nginx understands as: pass every event on at once.
			.header("X-Accel-Buffering", "no");
	}

	private static int number(ServerRequest request, String name, int byDefault) {
		String value = request.queryParam(name).orElse(Integer.toString(byDefault));
		if (!value.matches("[0-9]{1,9}")) {
			throw new IllegalArgumentException(name + " must be a number of messages");
		}
		return Integer.parseInt(value);
	}

	/**
	 * A page of what is kept of a topic.
	 *
	 * @param position of the latest message
	 * @param more whether there are messages between the last of these and the latest, to
	 * be read with {@code since}; absent when there are none
	 * @param recovered whether nothing is missing since the position asked for; absent
	 * when none was
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Messages(String position, @Nullable Boolean recovered, List<MessageView> messages, @Nullable Boolean more) {

		static Messages of(History history, @Nullable Position since) {
			Position last = history.last();
			boolean more = last != null && !last.equals(history.position());
			return new Messages(history.position().toString(), (since != null) ? history.complete() : null,
					history.publications().stream().map(MessageView::of).toList(), more ? true : null);
		}

	}

	/**
	 * A message, with the members it has in {@code echocast.v1.json}.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@SuppressWarnings("ArrayRecordComponent") // never compared
	record MessageView(String position, @Nullable String sender, Instant time, @Nullable String text,
			byte @Nullable [] base64) {

		static MessageView of(Publication publication) {
			Message message = publication.message();
			return new MessageView(publication.position().toString(), message.sender(), publication.time(),
					message.text() ? new String(message.payload(), StandardCharsets.UTF_8) : null,
					message.text() ? null : message.payload());
		}

	}

}
