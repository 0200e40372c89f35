package dev.echocast.transport;

import java.util.function.Consumer;

import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryKind;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.memory.SharedBytes;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;

/**
 * What one connection holds beyond what every idle one does, as the ledger is told of it:
 * half a message, and what its peer does not take. Little of either costs nothing here.
 * Confined to the connection's event loop.
 */
final class ConnectionMemory implements MemoryLedger.Holder {

	/** Part of what a connection is counted as. */
	private static final int LITTLE = 4096;

	private final MemoryAccount account;

	private final Channel channel;

	/** A channel that is closed does not know it any more. */
	private final EventLoop eventLoop;

	private final Consumer<CloseStatus> close;

	private final Runnable cut;

	private long message;

	private long output;

	private boolean stalled;

	/** The shared message that the channel took last before it took no more. */
	private @Nullable SharedBytes shared;

	/**
	 * Create it for a connection that holds nothing yet.
	 * @param close begins the closing handshake
	 * @param cut ends the connection at once
	 */
	ConnectionMemory(MemoryLedger ledger, Channel channel, Consumer<CloseStatus> close, Runnable cut) {
		this.account = ledger.open(this);
		this.channel = channel;
		this.eventLoop = channel.eventLoop();
		this.close = close;
		this.cut = cut;
	}

	@Override
	public void evict() {
		this.eventLoop.execute(() -> this.close.accept(CloseException.shortOfMemory().status()));
	}

	@Override
	public void cut() {
		this.eventLoop.execute(this.cut);
	}

	MemoryAccount account() {
		return this.account;
	}

	/**
	 * A message is being assembled in so many bytes; 0 when none is any more.
	 * @throws CloseException with 1013 if there is no memory for it
	 */
	void assembling(int capacity) {
		long now = (capacity > LITTLE) ? capacity : 0;
		if (now != this.message) {
			long change = now - this.message;
			this.message = now;
			this.account.add(MemoryKind.MESSAGE, change);
			if (change > 0 && this.account.isExhausted()) {
				throw CloseException.shortOfMemory();
			}
		}
	}

	/**
	 * A message was written that nobody else holds.
	 */
	void wrote(int bytes) {
		if (bytes > LITTLE && !this.channel.isWritable()) {
			output(this.output + bytes);
		}
	}

	/**
	 * A message was written that others may hold, too.
	 */
	void wrote(SharedBytes bytes) {
		if (this.shared == null && !this.channel.isWritable()) {
			this.shared = bytes;
			this.account.hold(bytes);
		}
	}

	/**
	 * Some time has passed; a peer that has not read all the while is counted with what
	 * lies here for it in small pieces.
	 * @param unread what lies here unparsed of what it sent
	 */
	void tick(int unread) {
		if (this.stalled && !this.channel.isWritable()) {
			output(Math.max(this.output, (long) this.channel.config().getWriteBufferHighWaterMark() + unread));
		}
		this.stalled = !this.channel.isWritable();
	}

	/**
	 * The peer has taken all but little of what was written.
	 */
	void writable() {
		this.stalled = false;
		output(0);
		if (this.shared != null) {
			this.account.drop(this.shared);
			this.shared = null;
		}
	}

	private void output(long bytes) {
		if (bytes != this.output) {
			long change = bytes - this.output;
			this.output = bytes;
			this.account.add(MemoryKind.OUTPUT, change);
		}
	}

	/**
	 * The connection is gone, and with it all it held.
	 */
	void close() {
		assembling(0);
		writable();
		this.account.close();
	}

}
