package dev.echocast.client;

import java.util.regex.Pattern;

/**
 * A bearer token or an API key, which never shows itself.
 *
 * @param value empty for none
 */
record Token(String value) {

	static final Token NONE = new Token("");

	/**
	 * As RFC 6750 section 2.1 has it, so that nothing else gets into the header; the
	 * length is what servers take as the head of a request.
	 */
	private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._~+/-]{1,8192}=*");

	static boolean isToken(String text) {
		return text.length() <= 8192 && SYNTAX.matcher(text).matches();
	}

	boolean isPresent() {
		return !this.value.isEmpty();
	}

	String authorization() {
		return "Bearer " + this.value;
	}

	/** What a server says, without our token: some repeat what they do not like. */
	String redact(String text) {
		return isPresent() ? text.replace(this.value, toString()) : text;
	}

	@Override
	public String toString() {
		return "<redacted, " + this.value.length() + " bytes>";
	}

}
