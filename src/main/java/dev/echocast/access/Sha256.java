package dev.echocast.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash by which credentials are known.
 */
final class Sha256 {

	private Sha256() {
	}

	static byte[] of(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java runtime has SHA-256", ex);
		}
	}

}
