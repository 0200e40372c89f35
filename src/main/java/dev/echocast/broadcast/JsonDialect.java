package dev.echocast.broadcast;

import dev.echocast.access.Permission;
import dev.echocast.access.Action;
import dev.echocast.access.Access;
import dev.echocast.access.Identity;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Message;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.session.OutboundQueue;
import dev.echocast.transport.Lease;
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

	private final Renewal renewal;

	private final String node;

	/**
	 * Create the dialect.
	 * @param node what this process is called
	 */
	JsonDialect(Topics topics, Access access, String node) {
		this.renewal = new Renewal(access);
		this.topics = topics;
		this.node = node;
	}

	@Override
	public Member member(LocalSession session, JoinRequest request, OutboundQueue queue) {
		String id = session.getId();
		WireForm form = session.takesCompressed() ? WireForm.JSON_COMPRESSED : WireForm.JSON;
		Lease lease = session.lease();
		return new Member(id, lease::identity, request, form,
				(welcome) -> TopicJson.welcome(id, this.node, lease.identity(), request.topic(), welcome),
				session.eventLoop(), queue, session.memory());
	}

	@Override
	public Mono<Void> inbound(LocalSession session, Member member) {
		return session.receive()
			.map((message) -> Dialect.isText(message) ? ClientMessage.parse(Dialect.payload(message))
					: ClientMessage.BINARY)
			.concatMap((message) -> answer(message, session, member), 0)
			.then();
	}

	private Mono<Void> answer(ClientMessage message, LocalSession session, Member member) {
		if (message instanceof ClientMessage.Publish publish) {
			Identity identity = session.lease().identity();
			return identity.may(Permission.to(Action.PUBLISH, member.topic())) ? publish(publish, identity, member)
					: refuse(publish.id(), "forbidden", "publishing is not granted", member);
		}
		if (message instanceof ClientMessage.Token token) {
			return this.renewal.renew(token, session, member);
		}
		ClientMessage.Malformed malformed = (ClientMessage.Malformed) message;
		member.tell(TopicJson.error(malformed.id(), malformed.code(), malformed.reason()));
		return Mono.empty();
	}

	private Mono<Void> publish(ClientMessage.Publish publish, Identity identity, Member member) {
		JsonPayload payload = publish.payload();
		return this.topics
			.publish(new Message(member.topic(), member.session(), identity.user(), payload.text(), payload.bytes()))
			.doOnNext((published) -> acknowledge(publish.id(), published, member))
			.then()
			.onErrorResume(PublishRejectedException.class,
					(rejected) -> refuse(publish.id(), "busy", "not published, try again: " + rejected.getMessage(),
							member))
			.onErrorResume(EngineUnavailableException.class, (lost) -> refuse(publish.id(), "unavailable",
					"perhaps published, perhaps not: " + lost.getMessage(), member));
	}

	private static void acknowledge(@Nullable String id, Topics.Published published, Member member) {
		if (id != null) {
			member.tell(TopicJson.ack(id, published.position()));
		}
	}

	private static Mono<Void> refuse(@Nullable String id, String code, String reason, Member member) {
		member.tell(TopicJson.error(id, code, reason));
		return Mono.empty();
	}

}
