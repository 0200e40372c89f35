package dev.echocast.broadcast;

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

	private final Topics topics;

	RawDialect(Topics topics) {
		this.topics = topics;
	}

	@Override
	public Member member(LocalSession session, JoinRequest request, OutboundQueue queue) {
		// Who comes and goes could not be told apart from what is published.
		JoinRequest silent = new JoinRequest(request.topic(), request.self(), false, request.replay());
		WireForm form = session.takesCompressed() ? WireForm.RAW_COMPRESSED : WireForm.RAW;
		return new Member(session.getId(), silent, form, null, session.eventLoop(), queue, session.memory());
	}

	@Override
	public Mono<Void> inbound(Flux<WebSocketMessage> messages, Member member) {
		return messages
			.map((message) -> new Message(member.topic(), member.session(), Dialect.isText(message),
					Dialect.payload(message)))
			.concatMap(this.topics::publish, 0)
			.then();
	}

}
