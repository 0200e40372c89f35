package dev.echocast.client;

import java.net.URI;

import reactor.core.publisher.Mono;

/**
 * Makes connections. Cancelling the {@code Mono} gives the attempt up and leaves nothing
 * open.
 */
@FunctionalInterface
interface Connector {

	Mono<Link> connect(URI uri, Token token, Link.Listener listener);

}
