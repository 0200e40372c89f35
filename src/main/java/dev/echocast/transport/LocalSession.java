package dev.echocast.transport;

import java.util.concurrent.Executor;

import dev.echocast.memory.MemoryAccount;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * A session of this server, which is what every {@link Endpoint} gets, with what those
 * need who send the same to many.
 *
 * <p>
 * Its {@code HandshakeInfo} has the URI, the subprotocol and the peer's address, but no
 * headers: a hundred thousand idle sessions would keep them for nothing.
 */
public interface LocalSession extends WebSocketSession {

	/**
	 * The event loop on which everything of the session happens; the same object for
	 * sessions that share a thread.
	 */
	Executor eventLoop();

	/**
	 * Who the session's peer is.
	 */
	Lease lease();

	/**
	 * What the session's peer makes this process hold; for use on the event loop.
	 */
	MemoryAccount memory();

	/**
	 * Whether an {@link EncodedMessage#compressed} message may be sent to it.
	 */
	boolean takesCompressed();

}
