package dev.echocast.conformance.libraries;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * A WebSocket client that others wrote, set up as its documentation says, with room for
 * messages of 4 MB and with permessage-deflate on offer if it can.
 */
interface Library {

	/** What some libraries have no API for. */
	enum Ability {

		/** Offers permessage-deflate. */
		COMPRESSION,

		/**
		 * Takes the server's {@code client_no_context_takeover} without having offered
		 * it, and keeps to it.
		 */
		NO_CONTEXT,

		/** Sends a message in parts, and if compressed, rightly so. */
		COMPRESSED_FRAGMENTS,

		/** Sends a message in parts. */
		FRAGMENTS,

		/** Sends pings and shows pongs. */
		PINGS

	}

	/** The most that a message may have which a library has to take. */
	int ROOM = 4 * 1024 * 1024;

	Set<Ability> abilities();

	/**
	 * Connect, and wait for the opening handshake.
	 * @param offered subprotocols, or none
	 * @param inbox where everything goes that the library tells
	 */
	Peer connect(URI uri, List<String> offered, Inbox inbox) throws Exception;

	void close() throws Exception;

}
