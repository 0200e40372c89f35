package dev.echocast.access;

/**
 * What others chose, in a form that is safe in a log.
 */
public final class Printable {

	private static final int MAX_LENGTH = 100;

	private Printable() {
	}

	/**
	 * Printable ASCII as it is, and a question mark for each other character.
	 */
	public static String of(String chosen) {
		String start = (chosen.length() > MAX_LENGTH) ? chosen.substring(0, MAX_LENGTH) + "..." : chosen;
		return start.replaceAll("[^ -~]", "?");
	}

}
