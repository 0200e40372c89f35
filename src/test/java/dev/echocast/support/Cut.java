package dev.echocast.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy that can be cut: what connects to it reaches a port of this machine, unless
 * it is in the way.
 */
public final class Cut implements AutoCloseable {

	private final ServerSocket listener;

	private final int target;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	private volatile boolean stalled;

	private Cut(ServerSocket listener, int target) {
		this.listener = listener;
		this.target = target;
	}

	/** Lead to a port. */
	public static Cut to(int target) {
		try {
			Cut cut = new Cut(new ServerSocket(0, 1000, InetAddress.getLoopbackAddress()), target);
			start("cut-" + target, cut::accept);
			return cut;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Link link = new Link(this.listener.accept());
				this.links.add(link);
				if (this.cut) {
					link.reset();
				}
				else {
					link.open();
				}
			}
			catch (IOException ex) {
				// Closed, or nobody is at the target: whoever connected sees a reset.
			}
		}
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	/** Reset every connection, and those that come. */
	public void cut() {
		this.cut = true;
		this.links.forEach(Link::reset);
	}

	/** Leave every connection open, and take new ones, but pass nothing on. */
	public void stall() {
		this.stalled = true;
	}

	/**
	 * Pass nothing on over the present connections on which the client has said a word.
	 * @return how many they are
	 */
	public long stall(String word) {
		return this.links.stream().filter((link) -> link.hasSaid(word)).peek((link) -> link.stalled = true).count();
	}

	/** How many connections on which the client has said a word pass something on. */
	public long passing(String word) {
		return this.links.stream().filter((link) -> !link.stalled && link.hasSaid(word)).count();
	}

	/** Pass everything on again. */
	public void heal() {
		this.cut = false;
		this.stalled = false;
		this.links.forEach((link) -> link.stalled = false);
		synchronized (this) {
			notifyAll();
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
		synchronized (this) {
			notifyAll();
		}
	}

	private final class Link {

		/** Names and topics are said in the first of it. */
		private static final int REMEMBERED = 64 * 1024;

		private final Socket client;

		private final Socket server = new Socket();

		private final ByteArrayOutputStream said = new ByteArrayOutputStream();

		private final AtomicInteger ends = new AtomicInteger();

		private volatile boolean stalled;

		Link(Socket client) throws IOException {
			this.client = client;
			this.client.setTcpNoDelay(true);
			this.server.setTcpNoDelay(true);
		}

		void open() {
			try {
				this.server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Cut.this.target));
			}
			catch (IOException ex) {
				reset();
				return;
			}
			start("cut-in", () -> pump(this.client, this.server, true));
			start("cut-out", () -> pump(this.server, this.client, false));
		}

		private void pump(Socket from, Socket to, boolean remember) {
			byte[] buffer = new byte[16 * 1024];
			try {
				InputStream in = from.getInputStream();
				OutputStream out = to.getOutputStream();
				for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
					if (remember) {
						remember(buffer, n);
					}
					awaitPassage();
					out.write(buffer, 0, n);
				}
				to.shutdownOutput();
			}
			catch (IOException | InterruptedException ex) {
				reset();
			}
			if (this.ends.incrementAndGet() == 2) {
				end();
			}
		}

		private void awaitPassage() throws InterruptedException {
			synchronized (Cut.this) {
				while ((Cut.this.stalled || this.stalled) && !this.client.isClosed()) {
					Cut.this.wait();
				}
			}
		}

		private synchronized void remember(byte[] bytes, int length) {
			if (this.said.size() < REMEMBERED) {
				this.said.write(bytes, 0, length);
			}
		}

		synchronized boolean hasSaid(String word) {
			return this.said.toString(StandardCharsets.ISO_8859_1).contains(word);
		}

		void reset() {
			try {
				this.client.setSoLinger(true, 0);
				this.server.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				// Closed already.
			}
			end();
		}

		private void end() {
			Cut.this.links.remove(this);
			try {
				this.client.close();
				this.server.close();
			}
			catch (IOException ex) {
				// Closed already.
			}
			synchronized (Cut.this) {
				Cut.this.notifyAll();
			}
		}

	}

}
