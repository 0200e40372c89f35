package dev.echocast.memory;

/**
 * What memory is held for.
 */
public enum MemoryKind {

	/** An open connection by itself. */
	CONNECTION,

	/** A WebSocket message of which not all fragments have come. */
	MESSAGE,

	/** The body of a request that is being read or handled. */
	BODY,

	/** Messages encoded for members, each counted once however many queues it is in. */
	QUEUE,

	/** Replies and HTTP answers that the peer has not taken. */
	OUTPUT;

	String tag() {
		return name().toLowerCase(java.util.Locale.ROOT);
	}

}
