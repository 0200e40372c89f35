package dev.echocast.broadcast;

import java.net.URI;
import java.util.List;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Message;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.QueueProperties;
import dev.echocast.session.Session;
import dev.echocast.session.SessionRegistry;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.Endpoint;
import dev.echocast.transport.EncodedMessage;
import dev.echocast.transport.LocalSession;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code /ws/broadcast} and {@code /ws/broadcast/{topic}}: what one member sends, all
 * members of the topic receive. The next message is read when the one before has its
 * place in the topic.
 */
final class BroadcastHandler implements Endpoint {

	private static final CloseStatus BUSY = CloseStatus.SERVICE_OVERLOAD.withReason("topic is busy: reconnect");

	static final CloseStatus UNAVAILABLE = CloseStatus.SERVICE_OVERLOAD.withReason("topics are unavailable: reconnect");

	private final Topics topics;

	private final SessionRegistry sessions;

	private final QueueProperties limits;

	private final String node;

	/**
	 * Create the handler.
	 * @param node what this process is called
	 */
	BroadcastHandler(Topics topics, SessionRegistry sessions, QueueProperties limits, String node) {
		this.topics = topics;
		this.sessions = sessions;
		this.limits = limits;
		this.node = node;
	}

	@Override
	public String name() {
		return "broadcast";
	}

	@Override
	public List<String> getSubProtocols() {
		return List.of(TopicJson.SUBPROTOCOL);
	}

	@Override
	public @Nullable String refuse(URI uri) {
		try {
			JoinRequest.of(uri);
			return null;
		}
		catch (IllegalArgumentException ex) {
			return ex.getMessage();
		}
	}

	@Override
	public Mono<Void> handle(WebSocketSession connection) {
		LocalSession local = (LocalSession) connection;
		JoinRequest request = JoinRequest.of(connection.getHandshakeInfo().getUri());
		String topic = request.topic();
		Session session = this.sessions.get(connection);
		boolean json = TopicJson.SUBPROTOCOL.equals(connection.getHandshakeInfo().getSubProtocol());
		OutboundQueue queue = new OutboundQueue(this.limits, session.dropCounter(this.limits.overflow()),
				local.memory());
		Member member = new Member(session.id(), WireForm.of(json, local.takesCompressed()), request.self(),
				json && request.presence(), local.eventLoop(), queue, local.memory());
		session.joined(topic, queue, (task) -> this.topics.afterDeliveries(topic, member, task));
		Mono<Void> inbound = json ? open(request, member).then(converse(connection.receive(), topic, member))
				: open(request, member).then(publish(connection.receive(), topic, session.id()));
		Mono<Void> outbound = connection.send(queue.map(EncodedMessage::toMessage));
		return Mono.firstWithSignal(inbound, outbound)
			.onErrorMap(PublishRejectedException.class, (rejected) -> new CloseException(BUSY))
			.onErrorMap(EngineUnavailableException.class, (lost) -> new CloseException(UNAVAILABLE))
			.doFinally((signal) -> local.eventLoop().execute(() -> this.topics.leave(topic, member)));
	}

	/**
	 * Join now; what leads the session's messages comes with the result.
	 */
	private Mono<Void> open(JoinRequest request, Member member) {
		TopicJson.Joined joined = new TopicJson.Joined(member.session(), this.node, request.topic());
		if (member.form().isEnveloped()) {
			return this.topics.join(request.topic(), member, request.replay(),
					(welcome) -> TopicJson.welcome(joined, welcome.members(), welcome.position(), welcome.recovered()));
		}
		if (request.replay().isNothing()) {
			this.topics.join(request.topic(), member);
			return Mono.empty();
		}
		return this.topics.join(request.topic(), member, request.replay(), null);
	}

	private Mono<Void> publish(Flux<WebSocketMessage> messages, String topic, String sender) {
		return messages.map((message) -> new Message(topic, sender, isText(message), payload(message)))
			.concatMap(this.topics::publish, 0)
			.then();
	}

	private Mono<Void> converse(Flux<WebSocketMessage> messages, String topic, Member member) {
		return messages.map((message) -> isText(message) ? ClientMessage.parse(payload(message)) : ClientMessage.BINARY)
			.concatMap((message) -> answer(message, topic, member), 0)
			.then();
	}

	private Mono<Void> answer(ClientMessage message, String topic, Member member) {
		if (message instanceof ClientMessage.Publish publish) {
			return this.topics.publish(new Message(topic, member.session(), publish.text(), publish.payload()))
				.doOnNext((published) -> acknowledge(publish.id(), published, member))
				.then()
				.onErrorResume(PublishRejectedException.class,
						(rejected) -> refuse(publish, "busy", "not published, try again: " + rejected.getMessage(),
								member))
				.onErrorResume(EngineUnavailableException.class, (lost) -> refuse(publish, "unavailable",
						"perhaps published, perhaps not: " + lost.getMessage(), member));
		}
		ClientMessage.Malformed malformed = (ClientMessage.Malformed) message;
		member.tell(TopicJson.error(malformed.id(), malformed.code(), malformed.reason()));
		return Mono.empty();
	}

	private static Mono<Void> refuse(ClientMessage.Publish publish, String code, String reason, Member member) {
		member.tell(TopicJson.error(publish.id(), code, reason));
		return Mono.empty();
	}

	private static void acknowledge(@Nullable String id, Topics.Published published, Member member) {
		if (id != null) {
			member.tell(TopicJson.ack(id, published.position()));
		}
	}

	private static boolean isText(WebSocketMessage message) {
		return message.getType() == WebSocketMessage.Type.TEXT;
	}

	private static byte[] payload(WebSocketMessage message) {
		byte[] payload = new byte[message.getPayload().readableByteCount()];
		message.getPayload().read(payload);
		return payload;
	}

}
