package dev.echocast.transport;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Is told of each message that passes through one session, on the session's event loop:
 * implementations neither block nor allocate.
 */
public interface SessionListener {

	/** For a session that nobody watches. */
	SessionListener NONE = new SessionListener() {

		@Override
		public void received(int texts, int binaries, long bytes) {
		}

		@Override
		public void sent(int texts, int binaries, long bytes) {
		}

		@Override
		public void pinged() {
		}

		@Override
		public void answered(long nanos) {
		}

		@Override
		public void unanswered() {
		}

		@Override
		public void closed(CloseStatus status, Initiator by) {
		}

	};

	/**
	 * Payload came from the peer: complete messages or, of an endpoint that streams, a
	 * part of one, which counts as a message when it ends.
	 * @param bytes the payload's length
	 * @throws CloseException to end the session because of it
	 */
	void received(int texts, int binaries, long bytes);

	/**
	 * Messages were accepted for writing.
	 * @param bytes the payloads' length in all
	 */
	void sent(int texts, int binaries, long bytes);

	/**
	 * The peer sent a ping.
	 * @throws CloseException to end the session because of it
	 */
	void pinged();

	/**
	 * The peer answered a ping of ours.
	 * @param nanos the round trip in nanoseconds
	 */
	void answered(long nanos);

	/**
	 * The peer did not complete the closing handshake in time; {@link #closed} follows.
	 */
	void unanswered();

	/**
	 * The connection is gone; the last call.
	 * @param status how it ended, 1006 without a closing handshake
	 * @param by who ended it
	 */
	void closed(CloseStatus status, Initiator by);

}
