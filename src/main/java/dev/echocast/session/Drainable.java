package dev.echocast.session;

/**
 * What is open on this node and has to be gone before the web server stops. Safe for use
 * from any thread.
 */
interface Drainable {

	/**
	 * How many have not been told to go yet.
	 */
	int open();

	/**
	 * How many are not gone yet.
	 */
	int remaining();

	/**
	 * Tell some of those that are open to go.
	 * @param most how many at most; less than 1 for none
	 */
	void end(int most);

}
