package dev.echocast.broadcast;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Message;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.session.OutboundQueue;
import dev.echocast.transport.LocalSession;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The subprotocol {@code echocast.v1.json}: a member is greeted, says what it wants in a
 * {@link ClientMessage} and is told in {@link TopicJson} what became of it.
 */
final class JsonDialect implements Dialect {

	private final Topics topics;

	private final String node;

	/**
	 * Create the dialect.
	 * @param node what this process is called
	 */
	JsonDialect(Topics topics, String node) {
		this.topics = topics;
		this.node = node;
	}

	@Override
	public Member member(LocalSession session, JoinRequest request, OutboundQueue queue) {
		String id = session.getId();
		WireForm form = session.takesCompressed() ? WireForm.JSON_COMPRESSED : WireForm.JSON;
		return new Member(id, request, form, (welcome) -> TopicJson.welcome(id, this.node, request.topic(), welcome),
				session.eventLoop(), queue, session.memory());
	}

	@Override
	public Mono<Void> inbound(Flux<WebSocketMessage> messages, Member member) {
		return messages.map((message) -> Dialect.isText(message) ? ClientMessage.parse(Dialect.payload(message))
				: ClientMessage.BINARY)
			.concatMap((message) -> answer(message, member), 0)
			.then();
	}

	private Mono<Void> answer(ClientMessage message, Member member) {
		if (message instanceof ClientMessage.Publish publish) {
			return publish(publish, member);
		}
		ClientMessage.Malformed malformed = (ClientMessage.Malformed) message;
		member.tell(TopicJson.error(malformed.id(), malformed.code(), malformed.reason()));
		return Mono.empty();
	}

	private Mono<Void> publish(ClientMessage.Publish publish, Member member) {
		JsonPayload payload = publish.payload();
		return this.topics.publish(new Message(member.topic(), member.session(), payload.text(), payload.bytes()))
			.doOnNext((published) -> acknowledge(publish.id(), published, member))
			.then()
			.onErrorResume(PublishRejectedException.class,
					(rejected) -> refuse(publish, "busy", "not published, try again: " + rejected.getMessage(), member))
			.onErrorResume(EngineUnavailableException.class, (lost) -> refuse(publish, "unavailable",
					"perhaps published, perhaps not: " + lost.getMessage(), member));
	}

	private static void acknowledge(@Nullable String id, Topics.Published published, Member member) {
		if (id != null) {
			member.tell(TopicJson.ack(id, published.position()));
		}
	}

	private static Mono<Void> refuse(ClientMessage.Publish publish, String code, String reason, Member member) {
		member.tell(TopicJson.error(publish.id(), code, reason));
		return Mono.empty();
	}

}
