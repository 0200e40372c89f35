package dev.echocast.client;

import java.util.Arrays;

/**
 * What was agreed for permessage-deflate (RFC 7692 section 7.1).
 *
 * @param keepOurs whether our compression goes on from message to message
 * @param keepTheirs whether the server's does
 */
record Deflate(boolean keepOurs, boolean keepTheirs) {

	/**
	 * Reads the server's answer to a bare {@code permessage-deflate}. The server may
	 * limit its own window and either side's context, but not our window, as we did not
	 * offer that.
	 */
	static Deflate parse(String answer) {
		String[] parts = Arrays.stream(answer.split(";", -1)).map(String::strip).toArray(String[]::new);
		if (!parts[0].equals("permessage-deflate") || answer.indexOf(',') >= 0) {
			throw Failures.protocol("the server chose an extension that was not offered");
		}
		boolean keepOurs = true;
		boolean keepTheirs = true;
		for (String parameter : Arrays.asList(parts).subList(1, parts.length)) {
			if (parameter.equals("client_no_context_takeover")) {
				keepOurs = false;
			}
			else if (parameter.equals("server_no_context_takeover")) {
				keepTheirs = false;
			}
			else if (!parameter.matches("server_max_window_bits=\"?(8|9|1[0-5])\"?")) {
				throw Failures.protocol("the server chose a parameter of permessage-deflate that was not offered");
			}
		}
		return new Deflate(keepOurs, keepTheirs);
	}

}
