package dev.echocast.session;

import java.util.Locale;

/**
 * What happens when a session's queue is full.
 */
public enum OverflowPolicy {

	/**
	 * The session is closed with 1013, so that the peer knows, reconnects and resumes.
	 */
	DISCONNECT,

	/** The oldest queued message makes room: the latest news matter most. */
	DROP_OLDEST,

	/** The new message is not queued: what is queued stays whole. */
	DROP_LATEST;

	/**
	 * The name as it appears in configuration and meters.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
