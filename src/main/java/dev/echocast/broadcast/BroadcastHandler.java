package dev.echocast.broadcast;

import java.util.concurrent.Executor;

import dev.echocast.engine.Message;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.QueueProperties;
import dev.echocast.session.Session;
import dev.echocast.session.SessionRegistry;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.Endpoint;
import dev.echocast.transport.EncodedMessage;
import dev.echocast.transport.EventLoops;
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

	private final Topics topics;

	private final SessionRegistry sessions;

	private final QueueProperties limits;

	BroadcastHandler(Topics topics, SessionRegistry sessions, QueueProperties limits) {
		this.topics = topics;
		this.sessions = sessions;
		this.limits = limits;
	}

	@Override
	public String name() {
		return "broadcast";
	}

	@Override
	public Mono<Void> handle(WebSocketSession connection) {
		JoinRequest request = JoinRequest.of(connection.getHandshakeInfo().getUri());
		Session session = this.sessions.get(connection);
		OutboundQueue queue = new OutboundQueue(this.limits, session.dropCounter(this.limits.overflow()));
		Executor eventLoop = EventLoops.of(connection);
		Subscription subscription = new Subscription(session.id(), request.self(), eventLoop, queue);
		session.joined(request.topic(), queue);
		this.topics.join(request.topic(), subscription);
		Mono<Void> inbound = publish(connection.receive(), request.topic(), session.id());
		Mono<Void> outbound = connection.send(queue.map(EncodedMessage::toMessage));
		return Mono.firstWithSignal(inbound, outbound)
			.doFinally((signal) -> eventLoop.execute(() -> this.topics.leave(request.topic(), subscription)));
	}

	private Mono<Void> publish(Flux<WebSocketMessage> messages, String topic, String sender) {
		return messages.map((message) -> toMessage(message, topic, sender))
			.concatMap(this.topics::publish, 1)
			.onErrorMap(PublishRejectedException.class, (rejected) -> new CloseException(BUSY))
			.then();
	}

	private static Message toMessage(WebSocketMessage message, String topic, String sender) {
		byte[] payload = new byte[message.getPayload().readableByteCount()];
		message.getPayload().read(payload);
		return new Message(topic, sender, message.getType() == WebSocketMessage.Type.TEXT, payload);
	}

}
