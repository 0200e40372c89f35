package dev.echocast.client;

import reactor.core.publisher.Mono;

/**
 * Where a client gets its tokens. It is asked on the client's event loop before each
 * attempt to connect, again when the server does not take what it gave, and by a
 * {@link TopicFollower} before a session's token expires. It must not block:
 * {@code subscribeOn} is for sources that do.
 *
 * <p>
 * What does not come within the connect timeout is cancelled. That, and any error, is a
 * failure of kind {@link WebSocketFailure.Kind#NO_TOKEN} that is tried again like others
 * that may pass, unless it is a {@link NoTokenException} that says otherwise. Of other
 * errors nothing but their class is told, since their message may hold anything.
 */
@FunctionalInterface
public interface TokenSource {

	/**
	 * A token as it follows {@code Bearer} in the {@code Authorization} header (RFC 6750
	 * section 2.1); empty to connect without.
	 */
	Mono<String> token();

}
