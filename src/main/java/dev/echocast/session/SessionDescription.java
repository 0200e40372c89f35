package dev.echocast.session;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An open session as operators see it.
 *
 * @param id the session's id
 * @param endpoint the endpoint's name
 * @param topic the topic it has joined, if any
 * @param remoteAddress the peer's address, behind a trusted proxy the client's
 * @param opened when the opening handshake was done
 * @param user the name of the user whose session it is, if it is a user's
 * @param key the name of the key that it was opened with, if it was
 * @param subprotocol what was negotiated, if anything
 * @param in what came from the peer
 * @param out what was written to the peer
 * @param queued what waits for the peer now
 */
record SessionDescription(String id, String endpoint, @Nullable String topic, String remoteAddress, Instant opened,
		@Nullable String user, @Nullable String key, @Nullable String subprotocol, Traffic in, Traffic out,
		Traffic queued) {

	/**
	 * An amount of messages.
	 *
	 * @param messages their number
	 * @param bytes their length in all; payloads only, but with headers in a queue
	 */
	record Traffic(long messages, long bytes) {

	}

}
