package dev.echocast.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ServerSocketFactory;

/**
 * A server that does to each connection, in turn, what the test says, right or wrong. The
 * last step serves all further connections.
 */
public final class FakeServer implements AutoCloseable {

	private final ServerSocket listener;

	private final Queue<Step> steps = new ConcurrentLinkedQueue<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Socket> open = new CopyOnWriteArrayList<>();

	private final List<Throwable> problems = new CopyOnWriteArrayList<>();

	private FakeServer(ServerSocketFactory sockets, Step... steps) {
		this.steps.addAll(List.of(steps));
		try {
			this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		daemon(this::acceptAll);
	}

	public static FakeServer of(Step... steps) {
		return new FakeServer(ServerSocketFactory.getDefault(), steps);
	}

	public static FakeServer tls(ServerSocketFactory sockets, Step... steps) {
		return new FakeServer(sockets, steps);
	}

	public URI uri(String scheme, String path) {
		return URI.create(scheme + "://127.0.0.1:" + port() + path);
	}

	public URI uri() {
		return uri("ws", "/");
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	/** The request heads so far. */
	public List<String> requests() {
		return this.requests;
	}

	public List<Throwable> problems() {
		return this.problems;
	}

	private void acceptAll() {
		try {
			while (true) {
				Socket socket = this.listener.accept();
				this.open.add(socket);
				Step step = (this.steps.size() > 1) ? this.steps.remove() : this.steps.element();
				daemon(() -> serve(socket, step));
			}
		}
		catch (IOException ex) {
			// Closed: the test is over.
		}
	}

	private void serve(Socket socket, Step step) {
		try (socket) {
			step.serve(new Peer(socket, this.requests));
		}
		catch (IOException ex) {
			// The client left, as many tests want it to.
		}
		catch (Throwable ex) {
			this.problems.add(ex);
		}
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "fake-server");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
			for (Socket socket : this.open) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What happens to one connection. */
	@FunctionalInterface
	public interface Step {

		void serve(Peer client) throws IOException;

	}

}
