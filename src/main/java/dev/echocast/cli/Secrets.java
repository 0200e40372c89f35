package dev.echocast.cli;

import java.net.URI;
import java.util.regex.Pattern;

import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What must not be seen again of what was typed: on the screen, in a script's log, in the
 * history.
 */
final class Secrets {

	private static final Pattern TYPED = Pattern
		.compile("(?i)--?(token|key|basic)|authorization|bearer|access_token=|://[^/ ]*@");

	/** API keys of Echocast and JSON Web Tokens, wherever they were put by mistake. */
	private static final Pattern KNOWN = Pattern.compile("ek_[\\w-]{8,}|eyJ[\\w-]{8,}[\\w.-]*");

	private static final Pattern OPTION = Pattern.compile("--?[a-z-]{1,30}(?==|$)");

	private Secrets() {
	}

	/** Whether a line of the shell is not for the history. Quotes hide nothing. */
	static boolean within(String line) {
		String plain = line.replaceAll("[\"']", "");
		return TYPED.matcher(plain).find() || KNOWN.matcher(plain).find();
	}

	/** Without what looks like a credential, in an address above all. */
	static String mask(String text) {
		String addresses = text.replaceAll("://[^/?#\\s]*@", "://")
			.replaceAll("(access_token=)[^&\\s]*", "$1<redacted>");
		return KNOWN.matcher(addresses).replaceAll("<redacted>");
	}

	static String uri(URI uri) {
		return mask(uri.toString());
	}

	/**
	 * What is wrong with a command line. Words that have no place there are not repeated:
	 * after a slip in an option's name its value is one.
	 */
	static String without(ParameterException wrong) {
		if (wrong instanceof UnmatchedArgumentException unmatched) {
			return unmatched.getUnmatched()
				.stream()
				.map(OPTION::matcher)
				.filter(option -> option.lookingAt())
				.map(option -> "Unknown option " + option.group())
				.findFirst()
				.orElse("Too many arguments");
		}
		return mask(String.valueOf(wrong.getMessage()));
	}

}
