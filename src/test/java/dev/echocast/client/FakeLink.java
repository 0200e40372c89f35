package dev.echocast.client;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A connection that does what it is told, and takes what it is given at once or when the
 * test wants it.
 */
final class FakeLink implements Link {

	static final ClientEvent.Opened OPENED = opened("");

	final List<Message> written = new ArrayList<>();

	private final Deque<Done> pending = new ArrayDeque<>();

	private final boolean slow;

	private ClientEvent.Opened opening = OPENED;

	boolean writable = true;

	boolean reading;

	CloseStatus closedWith;

	private FakeLink(boolean slow) {
		this.slow = slow;
	}

	private static ClientEvent.Opened opened(String subprotocol) {
		return opened(subprotocol, false);
	}

	private static ClientEvent.Opened opened(String subprotocol, boolean authorized) {
		return new ClientEvent.Opened(URI.create("ws://h/"), InetSocketAddress.createUnresolved("h", 80), "fake",
				subprotocol, false, authorized);
	}

	/** Speaks a subprotocol. */
	FakeLink in(String subprotocol) {
		this.opening = opened(subprotocol);
		return this;
	}

	/** Has been told the token. */
	FakeLink authorized() {
		this.opening = opened(this.opening.subprotocol(), true);
		return this;
	}

	static FakeLink quick() {
		return new FakeLink(false);
	}

	static FakeLink slow() {
		return new FakeLink(true);
	}

	List<String> texts() {
		return this.written.stream().map(Message::asText).toList();
	}

	void take(int count) {
		for (int i = 0; i < count && !this.pending.isEmpty(); i++) {
			this.pending.remove().done(null);
		}
	}

	@Override
	public ClientEvent.Opened opening() {
		return this.opening;
	}

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public void write(Message message, Done done) {
		this.written.add(message);
		this.pending.add(done);
		if (!this.slow) {
			take(1);
		}
	}

	@Override
	public void flush() {
	}

	@Override
	public void ping() {
	}

	@Override
	public void read(boolean on) {
		this.reading = on;
	}

	@Override
	public void close(CloseStatus status) {
		this.closedWith = status;
	}

}
