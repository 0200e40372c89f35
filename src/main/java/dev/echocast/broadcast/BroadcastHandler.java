package dev.echocast.broadcast;

import dev.echocast.access.Access;
import dev.echocast.access.Permission;
import java.net.URI;
import java.util.List;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.QueueProperties;
import dev.echocast.session.Session;
import dev.echocast.session.SessionRegistry;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.Endpoint;
import dev.echocast.transport.LocalSession;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketSession;
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

	private final RawDialect raw;

	private final JsonDialect json;

	/**
	 * Create the handler.
	 * @param node what this process is called
	 */
	BroadcastHandler(Topics topics, SessionRegistry sessions, QueueProperties limits, Access access, String node) {
		this.topics = topics;
		this.sessions = sessions;
		this.limits = limits;
		this.raw = new RawDialect(topics);
		this.json = new JsonDialect(topics, access, node);
	}

	@Override
	public String name() {
		return "broadcast";
	}

	@Override
	public List<String> getSubProtocols() {
		return List.of(TopicJson.SUBPROTOCOL, RAW);
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
	public List<Permission> permissions(URI uri) {
		return JoinRequest.of(uri).permissions();
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		LocalSession local = (LocalSession) session;
		boolean json = TopicJson.SUBPROTOCOL.equals(session.getHandshakeInfo().getSubProtocol());
		Dialect dialect = json ? this.json : this.raw;
		return Mono.using(() -> join(local, dialect), (member) -> converse(local, dialect, member), this::leave, false)
			.onErrorMap(PublishRejectedException.class, (rejected) -> new CloseException(BUSY))
			.onErrorMap(EngineUnavailableException.class, (lost) -> new CloseException(UNAVAILABLE));
	}

	private Member join(LocalSession session, Dialect dialect) {
		JoinRequest request = JoinRequest.of(session.getHandshakeInfo().getUri());
		Session registered = this.sessions.get(session);
		OutboundQueue queue = new OutboundQueue(this.limits, registered.dropCounter(this.limits.overflow()),
				session.memory());
		Member member = dialect.member(session, request, queue);
		registered.joined(member.topic(), queue, member.delivered());
		this.topics.join(member);
		return member;
	}

	/**
	 * A member is read from when what it asked for of the past begins to come.
	 */
	private Mono<Void> converse(LocalSession session, Dialect dialect, Member member) {
		Mono<Void> inbound = this.topics.replay(member).then(dialect.inbound(session, member));
		Mono<Void> outbound = session.send(member.messages());
		return Mono.firstWithSignal(inbound, outbound);
	}

	/**
	 * Leave in a task of its own: what ends a session may be a delivery to it, or its own
	 * publish, within which no member may come or go.
	 */
	private void leave(Member member) {
		member.eventLoop().execute(() -> this.topics.leave(member));
	}

}
