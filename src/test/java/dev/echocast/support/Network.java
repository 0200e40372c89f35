package dev.echocast.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network between peers and the service that can be cut: connections are reset then,
 * and new ones too until it is mended.
 */
public final class Network implements AutoCloseable {

	private final ServerSocket listener;

	private final int service;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private volatile boolean cut;

	/** A network that leads to a port of this machine. */
	public Network(int service) throws IOException {
		this.service = service;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.threads.execute(this::accept);
	}

	/** Where peers connect to. */
	public int port() {
		return this.listener.getLocalPort();
	}

	public void cut() {
		this.cut = true;
		this.sockets.forEach(this::reset);
	}

	public void mend() {
		this.cut = false;
	}

	private void accept() {
		try {
			while (true) {
				Socket peer = this.listener.accept();
				Socket there = new Socket(InetAddress.getLoopbackAddress(), this.service);
				this.sockets.add(peer);
				this.sockets.add(there);
				this.threads.execute(() -> carry(peer, there));
				this.threads.execute(() -> carry(there, peer));
				if (this.cut) {
					cut();
				}
			}
		}
		catch (IOException closed) {
			cut();
		}
	}

	private void carry(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException gone) {
			// Which ends the other direction too.
		}
		reset(from);
		reset(to);
	}

	private void reset(Socket socket) {
		this.sockets.remove(socket);
		try {
			if (!socket.isClosed()) {
				socket.setSoLinger(true, 0);
				socket.close();
			}
		}
		catch (IOException ex) {
			// Closed already.
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
		this.threads.shutdown();
	}

}
