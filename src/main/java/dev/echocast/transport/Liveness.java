package dev.echocast.transport;

/**
 * Decides when a connection is pinged and when it is dead. A peer that sends anything, or
 * takes anything of what waits for it, is alive; only silence is asked, and no answer is
 * the end. Pure: the time is an argument.
 */
final class Liveness {

	/**
	 * What is to be done now.
	 */
	enum Action {

		NOTHING, PING, GIVE_UP

	}

	private final long pingInterval;

	private final long pongTimeout;

	private long lastSign;

	private boolean pinged;

	private long pingSent;

	/**
	 * Begin with a connection that has just opened.
	 * @param pingInterval silence before a ping, in nanoseconds
	 * @param pongTimeout silence after a ping, in nanoseconds
	 */
	Liveness(long now, long pingInterval, long pongTimeout) {
		this.lastSign = now;
		this.pingInterval = pingInterval;
		this.pongTimeout = pongTimeout;
	}

	Action check(long now, boolean signOfLife) {
		if (signOfLife) {
			this.lastSign = now;
			this.pinged = false;
		}
		else if (this.pinged) {
			return (now - this.pingSent >= this.pongTimeout) ? Action.GIVE_UP : Action.NOTHING;
		}
		else if (now - this.lastSign >= this.pingInterval) {
			this.pinged = true;
			this.pingSent = now;
			return Action.PING;
		}
		return Action.NOTHING;
	}

}
