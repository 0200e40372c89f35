package dev.echocast.client;

/**
 * What becomes of messages to send while there is no connection. It also applies to those
 * accepted but not yet written when a connection ends.
 */
public enum WhileDisconnected {

	/**
	 * They wait, up to the queue's bounds; beyond them publishers are not asked for more.
	 * The default: nothing is lost unless the program ends.
	 */
	KEEP,
	/**
	 * They wait, and the oldest make room for new ones: for states, of which only the
	 * last matters.
	 */
	KEEP_LATEST,
	/** They are discarded: for samples that are worthless late. */
	DROP,
	/** They fail with {@link WebSocketFailure.Kind#NOT_CONNECTED}. */
	FAIL

}
