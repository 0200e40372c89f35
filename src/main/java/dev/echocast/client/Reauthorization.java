package dev.echocast.client;

/**
 * What follows when the server does not take our token: a fresh one at once, but only
 * once, so that a server that takes none is not asked for ever. A server that let us in
 * before has to be asked again; if that happens often, after a delay.
 */
final class Reauthorization {

	private final boolean possible;

	/** Since the last connection that was stable. */
	private boolean used;

	private boolean admitted;

	/**
	 * @param possible whether there are fresh tokens
	 */
	Reauthorization(boolean possible) {
		this.possible = possible;
	}

	void connecting() {
		this.admitted = false;
	}

	/**
	 * The server talks to us. An opening handshake that succeeds says little: a page
	 * cannot see a refusal, so servers close with 3000 behind it.
	 */
	void admitted() {
		this.admitted = true;
	}

	void stable() {
		this.used = false;
		this.admitted = true;
	}

	/**
	 * @param byStatus whether the handshake itself was refused, so that there has been no
	 * connection yet
	 * @param reconnect whether the program wants another one
	 */
	Verdict refused(boolean byStatus, boolean reconnect) {
		if (!this.possible || !(byStatus || reconnect)) {
			return Verdict.FINAL;
		}
		if (!this.used) {
			this.used = true;
			return Verdict.AT_ONCE;
		}
		return (this.admitted && reconnect) ? Verdict.LATER : Verdict.FINAL;
	}

	enum Verdict {

		AT_ONCE, LATER, FINAL

	}

}
