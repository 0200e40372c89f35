package dev.echocast.client;

import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;

/**
 * What happens to a client, in order. After {@link Closed} or a failed attempt follows
 * {@link Retrying}, or the end of the stream.
 */
public sealed interface ClientEvent {

	/** An attempt begins; the first one of a row has number 1. */
	record Connecting(URI uri, int attempt) implements ClientEvent {
	}

	/**
	 * The opening handshake is done.
	 *
	 * @param uri where it ended after redirects
	 * @param remote the address at the other end of the TCP connection
	 * @param server the {@code Server} header, or empty
	 * @param subprotocol the chosen one, or empty
	 * @param compressed whether permessage-deflate (RFC 7692) was agreed
	 * @param authorized whether a token was sent, which no other origin than that of the
	 * {@link ClientOptions} gets
	 */
	record Opened(URI uri, SocketAddress remote, String server, String subprotocol, boolean compressed,
			boolean authorized) implements ClientEvent {
	}

	/** A complete message came. */
	record Received(Message message) implements ClientEvent {
	}

	/** A ping, ours or the keepalive's, was answered. */
	record Pong(Duration roundTrip) implements ClientEvent {
	}

	/** An open connection ended. */
	record Closed(CloseStatus status, Initiator by) implements ClientEvent {
	}

	/** The next attempt follows after the delay. */
	record Retrying(Duration delay, int attempt, WebSocketFailure cause) implements ClientEvent {
	}

	/** Who began the end. */
	enum Initiator {

		/** This side sent the first close frame, or gave the server up. */
		CLIENT,
		/** The server sent the first close frame. */
		SERVER,
		/** There was no close frame. */
		NETWORK

	}

}
