package dev.echocast.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.echocast.client.ClientOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * By what the server knows who this is: one of these, or else a variable of the
 * environment, which does not appear in the list of processes.
 */
final class CredentialOptions {

	private static final String TOKEN = "ECHOCAST_TOKEN";

	private static final String KEY = "ECHOCAST_KEY";

	@Option(names = "--token", paramLabel = "TOKEN",
			description = "Bearer token. Others may see it in the list of processes, unlike ECHOCAST_TOKEN.")
	@Nullable String token;

	@Option(names = "--token-file", paramLabel = "FILE",
			description = "The first line is the token; read for every attempt.")
	@Nullable Path tokenFile;

	@Option(names = "--token-command", paramLabel = "COMMAND",
			description = "The first line that it prints is the token; run by the shell for every attempt.")
	@Nullable String tokenCommand;

	@Option(names = "--key", paramLabel = "KEY", description = "API key; ECHOCAST_KEY is the same unseen.")
	@Nullable String key;

	@Option(names = "--basic", paramLabel = "USER:PASSWORD", description = "HTTP Basic credentials.")
	@Nullable String basic;

	UnaryOperator<@Nullable String> environment = System::getenv;

	/**
	 * Puts the credential into the options.
	 * @param others whether there is one already, in the address or as a header
	 * @throws IllegalArgumentException with one line for the user if there are two
	 */
	void apply(ClientOptions.Builder options, boolean others) {
		long given = Stream.of(this.token, this.tokenFile, this.tokenCommand, this.key, this.basic)
			.filter(Objects::nonNull)
			.count();
		if (given + (others ? 1 : 0) > 1) {
			throw new IllegalArgumentException("more than one credential");
		}
		if (given == 1) {
			apply(options);
		}
		else if (!others) {
			applyEnvironment(options);
		}
	}

	private void apply(ClientOptions.Builder options) {
		if (this.token != null) {
			options.token(this.token);
		}
		if (this.tokenFile != null) {
			options.tokens(new TokenFile(this.tokenFile));
		}
		if (this.tokenCommand != null) {
			options.tokens(new TokenCommand(this.tokenCommand));
		}
		if (this.key != null) {
			options.key(this.key);
		}
		if (this.basic != null) {
			options.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(this.basic.getBytes(StandardCharsets.UTF_8)));
		}
	}

	private void applyEnvironment(ClientOptions.Builder options) {
		String token = variable(TOKEN);
		String key = variable(KEY);
		if (!token.isEmpty() && !key.isEmpty()) {
			throw new IllegalArgumentException("more than one credential: " + TOKEN + " and " + KEY);
		}
		if (!token.isEmpty() || !key.isEmpty()) {
			options.token(token + key);
		}
	}

	private String variable(String name) {
		String value = this.environment.apply(name);
		return (value != null) ? value.strip() : "";
	}

}
