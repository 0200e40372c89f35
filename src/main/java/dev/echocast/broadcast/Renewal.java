package dev.echocast.broadcast;

import java.util.Objects;

import dev.echocast.access.Access;
import dev.echocast.access.DeniedException;
import dev.echocast.access.Identity;
import dev.echocast.access.Permission;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.LocalSession;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Shows a session's peer in a new light: another token of the same user takes the place
 * of the one before. What it does not grant any more ends.
 */
final class Renewal {

	private static final CloseStatus FORBIDDEN = new CloseStatus(3003, "membership is not granted any more");

	private final Access access;

	Renewal(Access access) {
		this.access = access;
	}

	/**
	 * Take a token, or tell why not. Fails with a {@link CloseException} when the member
	 * may not stay. The session goes on with the token that it had if this one is not
	 * valid.
	 */
	Mono<Void> renew(ClientMessage.Token message, LocalSession session, Member member) {
		return this.access.verify(message.token())
			.publishOn(Schedulers.fromExecutor(session.eventLoop()))
			.flatMap((identity) -> renew(identity, message, session, member))
			.onErrorResume(DeniedException.class, (denied) -> {
				member.tell(TopicJson.error(message.id(), denied.reason().word(), denied.detail()));
				return Mono.empty();
			});
	}

	private static Mono<Void> renew(Identity identity, ClientMessage.Token message, LocalSession session,
			Member member) {
		Identity present = session.lease().identity();
		if (identity.user() == null || !Objects.equals(identity.user(), present.user())) {
			member.tell(TopicJson.error(message.id(), "forbidden", "the token is not of the same user"));
			return Mono.empty();
		}
		session.lease().renew(identity);
		if (message.id() != null) {
			member.tell(TopicJson.token(message.id(), identity));
		}
		if (member.permissions().stream().allMatch(identity::may)) {
			return Mono.empty();
		}
		member.tell(TopicJson.left(member.topic(), "forbidden", String.valueOf(FORBIDDEN.getReason())));
		// Behind what it is told, which is a task of the event loop, too.
		return Mono.<Void>error(new CloseException(FORBIDDEN))
			.subscribeOn(Schedulers.fromExecutor(session.eventLoop()));
	}

}
