package dev.echocast.transport;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Told what passes through one session, on the session's event loop and for every
 * message: implementations neither block nor allocate.
 */
public interface SessionListener {

	/** For a session that nobody watches. */
	SessionListener NONE = new SessionListener() {

		@Override
		public void received(boolean text, int bytes) {
		}

		@Override
		public void sent(int texts, int binaries, long bytes) {
		}

		@Override
		public void closed(CloseStatus status) {
		}

	};

	/**
	 * A message came from the peer.
	 * @param bytes the payload's length
	 */
	void received(boolean text, int bytes);

	/**
	 * Messages were accepted for writing.
	 * @param bytes the payloads' length in all
	 */
	void sent(int texts, int binaries, long bytes);

	/**
	 * The connection is gone; the last call.
	 * @param status how it ended, 1006 without a closing handshake
	 */
	void closed(CloseStatus status);

}
