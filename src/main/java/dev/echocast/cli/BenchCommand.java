package dev.echocast.cli;

import java.time.Duration;
import java.util.concurrent.Callable;

import dev.echocast.client.ClientOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "bench", sortOptions = false, description = { "Measures echo or broadcast, closed loop.", "" })
final class BenchCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init")
	CommandSpec spec;

	@Parameters(index = "0", paramLabel = "URI", description = "An echo endpoint, or with --broadcast a raw topic.")
	@SuppressWarnings("NullAway.Init")
	String uri;

	@Option(names = "--broadcast", description = "The first connection sends, and all receive.")
	boolean broadcast;

	@Option(names = { "-c", "--connections" }, paramLabel = "N", description = "Connections (default: 10).")
	int connections = 10;

	@Option(names = { "-f", "--in-flight" }, paramLabel = "N",
			description = "Messages under way per sender (default: 1).")
	int inFlight = 1;

	@Option(names = { "-z", "--size" }, paramLabel = "BYTES", description = "Message size, 8 at least (default: 64).")
	int size = 64;

	@Option(names = { "-d", "--duration" }, paramLabel = "TIME", description = "How long to measure (default: 10s).")
	Duration duration = Duration.ofSeconds(10);

	@Option(names = "--warm-up", paramLabel = "TIME", description = "Before that, not measured (default: 2s).")
	Duration warmUp = Duration.ofSeconds(2);

	@Option(names = "--json", description = "The result as JSON.")
	boolean json;

	@Mixin
	ConnectOptions connect = new ConnectOptions();

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this.")
	boolean help;

	@Override
	public Integer call() throws Exception {
		ClientOptions options = ClientCommand.options(this.spec, this.connect, this.uri)
			.toBuilder()
			.reconnect(false)
			.build();
		int connections = Math.max(1, this.connections);
		Bench bench = new Bench(options, this.broadcast, connections, Math.max(1, this.inFlight),
				Math.max(Long.BYTES, this.size));
		boolean progress = Streams.isTerminal();
		BenchReport report;
		try {
			bench.open(this.connect.connectTimeout);
			new Progress(progress ? System.err : null, "warm-up").watch(bench::messages, this.warmUp);
			bench.reset();
			long start = System.nanoTime();
			new Progress(progress ? System.err : null, "measure").watch(bench::messages, this.duration);
			report = bench.report(Duration.ofNanos(System.nanoTime() - start));
		}
		finally {
			bench.close();
		}
		System.out.println(this.json ? Json.write(report.fields()) : report.text());
		return (report.failures() == 0) ? ExitCode.OK : ExitCode.CLOSED;
	}

}
