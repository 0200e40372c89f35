package dev.echocast.transport;

/**
 * Who ended a session.
 */
public enum Initiator {

	/** The peer sent the first Close frame, with a code of its choice. */
	PEER,

	/** This server sent the first Close frame. */
	SERVER,

	/** Nobody sent one: the connection was lost (1006). */
	NETWORK

}
