package dev.echocast.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "key", sortOptions = false, description = { "Makes an API key.", "",
		"The first line is the key, for the program that uses it: it is kept nowhere. The lines after the empty one "
				+ "are for the server, below echocast.access.keys.",
		"" })
final class KeyCommand implements Callable<Integer> {

	private static final int BYTES = 32;

	@Spec
	@SuppressWarnings("NullAway.Init")
	CommandSpec spec;

	@Option(names = "--name", paramLabel = "NAME", description = "Who uses the key (default: ${DEFAULT-VALUE}).")
	String name = "new";

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this.")
	boolean help;

	@Override
	public Integer call() {
		if (!this.name.matches("[A-Za-z0-9._@-]{1,64}")) {
			throw new CommandLine.ParameterException(this.spec.commandLine(),
					"a name has up to 64 of A-Z a-z 0-9 . _ @ -");
		}
		byte[] random = new byte[BYTES];
		new SecureRandom().nextBytes(random);
		String key = "ek_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
		// The key is no YAML, so that nobody pastes it into a configuration with the
		// rest.
		System.out.printf("%s%n%n- name: \"%s\"%n  sha256: [\"%s\"]%n  grants: [] # {topics: [...], allow: [...]}%n",
				key, this.name, sha256(key));
		return ExitCode.OK;
	}

	static String sha256(String key) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java runtime has SHA-256", ex);
		}
	}

}
