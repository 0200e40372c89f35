package dev.echocast.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.echocast.client.ClientOptions;
import dev.echocast.client.TopicEvent;
import dev.echocast.client.TopicFollower;
import dev.echocast.client.WebSocketFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "topic", sortOptions = false,
		description = { "Follows a broadcast topic, reconnecting and resuming where it was.", "" })
final class TopicCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init")
	CommandSpec spec;

	@Parameters(index = "0", paramLabel = "URI", description = "Like ws://host/ws/broadcast/news.")
	@SuppressWarnings("NullAway.Init")
	String uri;

	@Option(names = "--since", paramLabel = "POSITION", description = "Begin after this position.")
	@Nullable String since;

	@Option(names = { "-n", "--count" }, paramLabel = "N", description = "Stop after N messages.")
	int count;

	@Option(names = { "-t", "--timeout" }, paramLabel = "TIME", description = "Give up after that time, with code 7.")
	@Nullable Duration timeout;

	@Option(names = "--positions", description = "The position before each message.")
	boolean positions;

	@Mixin
	ConnectOptions connect = new ConnectOptions();

	@Mixin
	OutputOptions outputOptions = new OutputOptions();

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this.")
	boolean help;

	private final Ending ending = new Ending();

	private int received;

	@Override
	public Integer call() throws Exception {
		ClientOptions options = ClientCommand.options(this.spec, this.connect, this.uri)
			.toBuilder()
			.reconnect(true)
			.build();
		Output output = new Output(this.outputOptions, this.connect.insecure);
		TopicFollower follower = follower(options);
		follower.events()
			.subscribe(event -> show(event, output), failure -> failed(failure, output),
					() -> this.ending.set(ExitCode.OK));
		follower.start();
		int code = this.ending.await(this.timeout);
		follower.stop().block(Duration.ofSeconds(10));
		return code;
	}

	private TopicFollower follower(ClientOptions options) {
		try {
			return (this.since != null) ? TopicFollower.resume(options, this.since) : TopicFollower.create(options);
		}
		catch (IllegalArgumentException ex) {
			throw new CommandLine.ParameterException(this.spec.commandLine(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private void failed(Throwable failure, Output output) {
		output.remark(failure.getMessage());
		this.ending.set((failure instanceof WebSocketFailure known) ? ExitCode.of(known) : ExitCode.FAILED);
	}

	private void show(TopicEvent event, Output output) {
		if (event instanceof TopicEvent.Published published) {
			published(published, output);
		}
		else if (event instanceof TopicEvent.Connection connection) {
			output.show(connection.event());
		}
		else if (event instanceof TopicEvent.Welcome welcome) {
			welcomed(welcome, output);
		}
		else if (event instanceof TopicEvent.Presence presence) {
			tell(output, TopicFields.remark(presence), TopicFields.of(presence));
		}
		else if (event instanceof TopicEvent.Refused refused) {
			tell(output, "refused: " + refused.message(),
					EventFields.fields("type", "error", "code", refused.code(), "message", refused.message()));
		}
		else if (event instanceof TopicEvent.Left left) {
			tell(output, "membership ended: " + left.code() + (left.reason().isEmpty() ? "" : ": " + left.reason()),
					EventFields.fields("type", "left", "code", left.code(), "reason", left.reason()));
		}
		else if (event instanceof TopicEvent.Renewed renewed && output.isJson()) {
			output.json(TopicFields.of(renewed));
		}
	}

	private void welcomed(TopicEvent.Welcome welcome, Output output) {
		boolean gap = Boolean.FALSE.equals(welcome.recovered());
		tell(output, gap ? "gap: some messages are gone for good"
				: "following " + welcome.topic() + " from " + welcome.position(), TopicFields.of(welcome));
	}

	private void published(TopicEvent.Published published, Output output) {
		if (this.count > 0 && this.received == this.count) {
			return;
		}
		this.received++;
		if (output.isJson()) {
			output.json(TopicFields.of(published));
		}
		else {
			output.message(published.message(), this.positions ? published.position() + " " : "");
		}
		if (this.received == this.count) {
			this.ending.set(ExitCode.OK);
		}
	}

	private static void tell(Output output, String remark, Map<String, Object> fields) {
		if (output.isJson()) {
			output.json(fields);
		}
		else {
			output.remark(remark);
		}
	}

}
