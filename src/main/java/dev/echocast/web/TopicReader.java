package dev.echocast.web;

import dev.echocast.access.Permission;
import dev.echocast.access.Identity;
import dev.echocast.access.Caller;
import dev.echocast.access.Action;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

import dev.echocast.broadcast.TopicJson;
import dev.echocast.broadcast.TopicStreams;
import dev.echocast.broadcast.Topics;
import dev.echocast.engine.History;
import dev.echocast.engine.Position;
import dev.echocast.transport.EventLoops;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.transport.Admission;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import dev.echocast.transport.SessionListeners;
import io.netty.buffer.ByteBufAllocator;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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

	private final Admission admission;

	private final SessionListeners listeners;

	TopicReader(Topics topics, TopicStreams streams, ResponseStream responses, ResponseStream answers,
			Admission admission, SessionListeners listeners) {
		this.answers = answers;
		this.topics = topics;
		this.streams = streams;
		this.responses = responses;
		this.admission = admission;
		this.listeners = listeners;
	}

	Mono<ServerResponse> history(ServerRequest request) {
		return TopicHandler.withTopic(request, Action.HISTORY, (topic) -> {
			Position since = request.queryParam("since").map(Position::parse).orElse(null);
			int limit = number(request, "limit", DEFAULT_LIMIT);
			if (limit > MAX_LIMIT) {
				throw new IllegalArgumentException("limit must be " + MAX_LIMIT + " messages or less");
			}
			return this.topics.history(topic, since, limit)
				.flatMap((history) -> answer(request, history, since != null))
				.switchIfEmpty(Problems.respond(HttpStatus.NOT_FOUND, "Nothing is kept of topic " + topic));
		});
	}

	/**
	 * An answer counts until its peer has taken it.
	 */
	private Mono<ServerResponse> answer(ServerRequest request, History history, boolean resumed) {
		ServerResponse.BodyBuilder response = ServerResponse.ok().contentType(MediaType.APPLICATION_JSON);
		return HttpMethod.HEAD.equals(request.method()) ? response.build()
				: response.body((outgoing, context) -> this.answers.write(outgoing,
						(memory) -> Mono.fromSupplier(() -> encode(history, resumed, memory)).flux()));
	}

	private EncodedMessage encode(History history, boolean resumed, MemoryAccount memory) {
		if (memory.isExhausted()) {
			throw CloseException.shortOfMemory();
		}
		return EncodedMessage.unframed(ByteBufAllocator.DEFAULT, TopicJson.page(history, resumed));
	}

	Mono<ServerResponse> events(ServerRequest request) {
		return TopicHandler.withTopic(request, Action.JOIN, (topic) -> {
			Position since = Optional.ofNullable(request.headers().firstHeader("Last-Event-ID"))
				.filter((id) -> !id.isEmpty())
				.or(() -> request.queryParam("since"))
				.map(Position::parse)
				.orElse(null);
			int history = number(request, "history", 0);
			if (since != null || history > 0) {
				Caller.require(request.exchange(), Permission.to(Action.HISTORY, topic));
			}
			Identity caller = Caller.of(request.exchange());
			Executor eventLoop = EventLoops.of(request.exchange().getRequest());
			return HttpMethod.HEAD.equals(request.method()) ? events().build()
					: admit(request, (memory) -> this.streams.open(topic, since, history, caller, eventLoop, memory));
		});
	}

	/**
	 * A stream takes a session's place.
	 */
	private Mono<ServerResponse> admit(ServerRequest request, Function<MemoryAccount, Flux<EncodedMessage>> stream) {
		Admission.Verdict verdict = this.admission.admit(request.exchange().getRequest());
		if (verdict instanceof Admission.Admitted place) {
			verdict = this.admission.admit(place, Caller.of(request.exchange()));
		}
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

}
