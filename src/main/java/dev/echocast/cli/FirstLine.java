package dev.echocast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import dev.echocast.client.NoTokenException;

/**
 * The first line of what is small, and of nothing else. What was read is not told.
 */
final class FirstLine {

	/** Twice what fits into the head of a request. */
	static final int MAX_BYTES = 16 * 1024;

	private FirstLine() {
	}

	/**
	 * Reads to the end.
	 * @param what appears in errors
	 */
	static String of(InputStream in, String what) throws IOException {
		byte[] bytes = in.readNBytes(MAX_BYTES + 1);
		if (bytes.length > MAX_BYTES) {
			throw new NoTokenException(what + " has more than " + MAX_BYTES + " bytes", true);
		}
		return new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("").strip();
	}

}
