package dev.echocast.broadcast;

import org.springframework.web.reactive.socket.CloseStatus;
import dev.echocast.transport.CloseException;
import dev.echocast.access.Permission;
import dev.echocast.access.Action;
import dev.echocast.engine.Message;
import dev.echocast.session.OutboundQueue;
import dev.echocast.transport.LocalSession;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Payloads as they are: what a member sends is published, and nothing else is said.
 */
final class RawDialect implements Dialect {

	private static final CloseStatus MAY_NOT_PUBLISH = CloseStatus.POLICY_VIOLATION
		.withReason("publishing is not granted");

	private final Topics topics;

	RawDialect(Topics topics) {
		this.topics = topics;
	}

	@Override
	public Member member(LocalSession session, JoinRequest request, OutboundQueue queue) {
		// Who comes and goes could not be told apart from what is published.
		JoinRequest silent = new JoinRequest(request.topic(), request.self(), false, request.replay());
		WireForm form = session.takesCompressed() ? WireForm.RAW_COMPRESSED : WireForm.RAW;
		return new Member(session.getId(), session.lease()::identity, silent, form, null, session.eventLoop(), queue,
				session.memory());
	}

	@Override
	public Mono<Void> inbound(LocalSession session, Member member) {
		Permission publish = Permission.to(Action.PUBLISH, member.topic());
		return session.receive().doOnNext((message) -> {
			if (!session.lease().identity().may(publish)) {
				throw new CloseException(MAY_NOT_PUBLISH);
			}
		})
			.map((message) -> new Message(member.topic(), member.session(), session.lease().identity().user(),
					Dialect.isText(message), Dialect.payload(message)))
			.concatMap(this.topics::publish, 0)
			.then();
	}

}
