package dev.echocast.conformance.libraries;

import java.util.List;

/**
 * One connection of a {@link Library}.
 */
interface Peer {

	/** The subprotocol agreed on, or nothing. */
	String subprotocol();

	/** The extensions agreed on, or nothing. */
	default String extensions() {
		return "";
	}

	void send(String text) throws Exception;

	void send(byte[] binary) throws Exception;

	/** Send one text message in fragments. */
	default void send(List<String> parts) throws Exception {
		throw new UnsupportedOperationException();
	}

	default void ping(byte[] payload) throws Exception {
		throw new UnsupportedOperationException();
	}

	/** Begin the closing handshake. */
	void close(int code, String reason) throws Exception;

}
