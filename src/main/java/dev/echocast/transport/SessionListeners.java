package dev.echocast.transport;

/**
 * Asked for a listener whenever a session opens.
 */
public interface SessionListeners {

	/**
	 * A session has opened; called on its event loop before anything is read.
	 * @param endpoint the name of the endpoint it speaks to
	 */
	SessionListener opened(LocalSession session, String endpoint);

	/**
	 * A request was refused.
	 * @param reason one of few constants, for meters
	 */
	void rejected(String reason);

}
