package dev.echocast.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash by which credentials are known.
 */
final class Sha256 {

	/** To look one up by its name costs more than the hash of a token. */
	private static final MessageDigest PROTOTYPE = prototype();

	private Sha256() {
	}

	private static MessageDigest prototype() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java runtime has SHA-256", ex);
		}
	}

	static byte[] of(byte[] bytes) {
		try {
			return ((MessageDigest) PROTOTYPE.clone()).digest(bytes);
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException("its SHA-256 can be cloned", ex);
		}
	}

}
