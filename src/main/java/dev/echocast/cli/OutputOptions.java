package dev.echocast.cli;

import picocli.CommandLine.Option;

/**
 * How messages are read and shown.
 */
final class OutputOptions {

	@Option(names = "--json", description = "One JSON object per event.")
	boolean json;

	@Option(names = { "-x", "--hex" }, description = "Send lines of hexadecimal digits as binary messages.")
	boolean hex;

	@Option(names = { "-q", "--quiet" }, description = "Nothing but messages.")
	boolean quiet;

	@Option(names = "--timestamps", description = "The time before each message.")
	boolean timestamps;

	@Option(names = "--raw", description = "Do not escape control characters; binary as it is.")
	boolean raw;

}
