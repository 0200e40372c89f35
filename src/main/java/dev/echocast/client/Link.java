package dev.echocast.client;

import java.time.Duration;

import dev.echocast.client.ClientEvent.Initiator;
import org.jspecify.annotations.Nullable;

/**
 * An open connection, seen by what decides when there is one. All of it is called on, and
 * calls back on, the client's event loop.
 */
interface Link {

	ClientEvent.Opened opening();

	/** Whether more may be written before the socket has taken what was. */
	boolean isWritable();

	/**
	 * Writes without flushing.
	 * @param done told {@code null}, or why the message certainly did not arrive
	 */
	void write(Message message, Done done);

	void flush();

	void ping();

	/** Turns reading from the socket on and off. */
	void read(boolean on);

	/** Begins the closing handshake; {@link Listener#closed} follows in bounded time. */
	void close(CloseStatus status);

	/** The outcome of a write. */
	@FunctionalInterface
	interface Done {

		void done(@Nullable Throwable failure);

	}

	/** What a connection tells. Nothing follows {@link #closed}. */
	interface Listener {

		void received(Message message);

		void pong(Duration roundTrip);

		void writable();

		/**
		 * The connection is gone.
		 * @param failure what was wrong, if the end was not by closing handshake
		 */
		void closed(CloseStatus status, Initiator by, @Nullable WebSocketFailure failure);

	}

}
