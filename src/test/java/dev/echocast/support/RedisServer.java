package dev.echocast.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import redis.embedded.core.ExecutableProvider;

import static org.awaitility.Awaitility.await;

/**
 * A real Redis in a process of its own, which can be treated badly. It writes what it
 * acknowledges to a file first, so that it loses nothing by being killed. It keeps its
 * port and, unless it is told to forget, its data.
 */
public final class RedisServer implements AutoCloseable {

	private static final Path HOME = Path.of("target/redis").toAbsolutePath();

	private final Path directory;

	private final int port;

	private final List<String> options;

	private Process process;

	private RedisServer(Path directory, int port, List<String> options) {
		this.directory = directory;
		this.port = port;
		this.options = options;
	}

	/** Create and start one; the test is skipped where its binary does not run. */
	public static RedisServer create() {
		return create(List.of());
	}

	/** The same, of a Redis Cluster that it is to meet. */
	public static RedisServer createForCluster() {
		return create(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"));
	}

	private static RedisServer create(List<String> options) {
		try {
			Files.createDirectories(HOME);
			RedisServer server = new RedisServer(Files.createTempDirectory(HOME, "data"), freePort(), options);
			Runtime.getRuntime().addShutdownHook(new Thread(server::close));
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			// In a Cluster, servers talk to each other at a port higher by 10,000.
			return (socket.getLocalPort() < 55_000) ? socket.getLocalPort() : freePort();
		}
	}

	private static synchronized String program() throws IOException {
		String given = System.getProperty("redis.program");
		if (given != null) {
			return given;
		}
		Path directory = HOME.resolve("bin");
		try {
			Files.createDirectories(directory);
			try (Stream<Path> present = Files.list(directory)) {
				return present.map(Path::toString).findFirst().orElseGet(() -> extract(directory.toFile()));
			}
		}
		catch (UncheckedIOException ex) {
			return "";
		}
	}

	private static String extract(File directory) {
		try {
			return ExecutableProvider.newJarResourceProvider(directory).get().getPath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Start it, unless it runs, with the data it has. */
	public void start() {
		if (this.process != null && this.process.isAlive()) {
			return;
		}
		try {
			List<String> command = new ArrayList<>(
					List.of(program(), "--port", Integer.toString(this.port), "--bind", "127.0.0.1", "--dir",
							this.directory.toString(), "--save", "", "--appendonly", "yes", "--appendfsync", "no"));
			command.addAll(this.options);
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("log").toFile()))
				.start();
		}
		catch (IOException ex) {
			Assumptions.abort("skipped: no Redis that runs here: " + ex.getMessage());
		}
		await().pollDelay(0, TimeUnit.MILLISECONDS)
			.pollInterval(20, TimeUnit.MILLISECONDS)
			.until(() -> answers() || !this.process.isAlive());
		Assumptions.assumeTrue(this.process.isAlive(), "skipped: no Redis that runs here, see " + this.directory);
	}

	private boolean answers() {
		try {
			return command("PING").equals("PONG");
		}
		catch (UncheckedIOException | IllegalStateException notYet) {
			return false;
		}
	}

	/** Stop it in order. */
	public void stop() {
		resume();
		this.process.destroy();
		awaitEnd();
	}

	/** {@code kill -9} it. */
	public void kill() {
		this.process.destroyForcibly();
		awaitEnd();
	}

	private void awaitEnd() {
		try {
			if (!this.process.waitFor(Timeouts.SOON.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("Redis did not end");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Delete the data of one that is not running. */
	public void forget() {
		for (File file : this.directory.toFile().listFiles((directory, name) -> !name.equals("log"))) {
			if (!file.delete()) {
				throw new IllegalStateException("not deleted: " + file);
			}
		}
	}

	/** Stop it from doing anything while its connections stay open. */
	public void suspend() {
		signal("-STOP");
	}

	/** Let it go on. */
	public void resume() {
		signal("-CONT");
	}

	private void signal(String signal) {
		try {
			new ProcessBuilder("kill", signal, Long.toString(this.process.pid())).start().waitFor();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Run a command on a connection of its own.
	 * @return the reply, that of several parts line by line
	 * @throws IllegalStateException when the reply is an error
	 */
	public String command(String... words) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout((int) Timeouts.SOON.toMillis());
			return Resp.command(socket, words);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		if (this.process != null && this.process.isAlive()) {
			kill();
		}
	}

}
