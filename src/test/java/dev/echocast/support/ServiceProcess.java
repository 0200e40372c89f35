package dev.echocast.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * The built jar in a process of its own, on a port of its choice.
 */
public final class ServiceProcess implements AutoCloseable {

	/** An option for a process that is over before a second compilation has paid. */
	public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

	private static final Path JAR = Path.of("target/echocast.jar");

	/** What {@code StartupLine} says. */
	private static final Pattern READY = Pattern.compile("Echocast is ready: ws://localhost:(\\d+)/");

	private final Process process;

	private final Path log;

	private ServiceProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Starts the service with leak detection and 256 MiB of heap.
	 * @param name of the log
	 */
	public static ServiceProcess start(String name, List<String> arguments) throws IOException {
		return start(name, List.of("-Xmx256m", "-Dio.netty.leakDetection.level=paranoid"), arguments);
	}

	/**
	 * Starts the service with these options of the JVM and no others.
	 * @param name of the log
	 */
	public static ServiceProcess start(String name, List<String> options, List<String> arguments) throws IOException {
		Path log = Path.of("target", name + "-service.log");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-jar", JAR.toString(), "--server.port=0"));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		return new ServiceProcess(process, log);
	}

	public int awaitPort() {
		return Awaitility.await()
			.atMost(Timeouts.LONG)
			.failFast("the service has ended", () -> !this.process.isAlive())
			.until(() -> port(log()), (port) -> port > 0);
	}

	private static int port(String log) {
		Matcher ready = READY.matcher(log);
		return ready.find() ? Integer.parseInt(ready.group(1)) : -1;
	}

	public String log() throws IOException {
		return Files.readString(this.log);
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * End it by SIGTERM.
	 * @return its status
	 */
	public int terminate() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(Timeouts.LONG.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("the service did not end");
		}
		return this.process.exitValue();
	}

	/** {@code kill -9} it. */
	public void kill() {
		this.process.destroyForcibly();
	}

	@Override
	public void close() throws IOException {
		this.process.destroy();
		try {
			if (!this.process.waitFor(Timeouts.SOON.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
