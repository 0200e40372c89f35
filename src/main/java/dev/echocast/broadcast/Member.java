package dev.echocast.broadcast;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;

import dev.echocast.engine.History;
import dev.echocast.engine.Position;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.session.OutboundQueue;
import dev.echocast.transport.EncodedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A member of a topic: the queue it is sent from, the form it takes and whether it gets
 * its own messages. Confined to its event loop.
 */
final class Member {

	private final String session;

	private final WireForm form;

	private final boolean self;

	private final boolean presence;

	private final Executor eventLoop;

	private final OutboundQueue queue;

	private final MemoryAccount memory;

	/** Until live deliveries have joined the replay. */
	private @Nullable Seam seam;

	/**
	 * Makes what it is told on joining and of gaps; {@code null} when it is told nothing.
	 */
	private @Nullable Function<Welcome, byte[]> welcome;

	/** Its place among the members that share its event loop. */
	int index = -1;

	/**
	 * Create a member that is in no topic yet.
	 * @param session its id
	 * @param form in which it takes publications
	 * @param self whether the member gets what it sends
	 * @param presence whether it is told who else comes and goes
	 * @param memory what it makes this process hold
	 */
	Member(String session, WireForm form, boolean self, boolean presence, Executor eventLoop, OutboundQueue queue,
			MemoryAccount memory) {
		this.session = session;
		this.form = form;
		this.self = self;
		this.presence = presence;
		this.eventLoop = eventLoop;
		this.queue = queue;
		this.memory = memory;
	}

	String session() {
		return this.session;
	}

	Executor eventLoop() {
		return this.eventLoop;
	}

	OutboundQueue queue() {
		return this.queue;
	}

	MemoryAccount memory() {
		return this.memory;
	}

	WireForm form() {
		return this.form;
	}

	boolean presence() {
		return this.presence;
	}

	/**
	 * Keep live deliveries back until the {@link #replay}; before the member joins.
	 * @param since the last position it has seen, if it resumes
	 * @param welcome makes what it is told of gaps; {@code null} when it is told nothing
	 */
	void awaitReplay(@Nullable Position since, @Nullable Function<Welcome, byte[]> welcome) {
		this.welcome = welcome;
		this.seam = new Seam(since);
		this.queue.hold();
	}

	/**
	 * Whether more of the history is to be replayed.
	 */
	boolean awaitsReplay() {
		return this.seam != null && !this.seam.isClosed();
	}

	/**
	 * What it is told on joining or of a gap; {@code null} when it is told nothing.
	 */
	byte @Nullable [] told(Welcome welcome) {
		return (this.welcome != null) ? this.welcome.apply(welcome) : null;
	}

	/**
	 * The part of a page of the history that is to be replayed. What is delivered live
	 * later, or was queued since the member joined, follows the last one without gap or
	 * duplicate.
	 */
	History replay(History history) {
		return Objects.requireNonNull(this.seam).replay(history);
	}

	void deliver(Delivery delivery) {
		Welcome gap = delivery.gap();
		if (this.seam != null) {
			if (!this.seam.passes(delivery.position())) {
				return;
			}
			if (this.seam.explains(delivery.position())) {
				gap = null;
			}
			if (this.seam.isClosed()) {
				this.seam = null;
			}
		}
		if (gap != null && this.welcome != null) {
			offer(this.welcome.apply(gap));
		}
		if (this.self || !this.session.equals(delivery.sender())) {
			this.queue.offer(delivery.message(this.form));
		}
	}

	private void offer(byte[] text) {
		EncodedMessage message = this.form.wrap(text);
		try {
			this.queue.offer(message);
		}
		finally {
			message.release();
		}
	}

	/**
	 * Send the member something of its own; from any thread, in the order of calls.
	 */
	void tell(byte[] text) {
		this.eventLoop.execute(() -> {
			try {
				offer(text);
			}
			catch (RuntimeException | OutOfMemoryError failure) {
				this.queue.fail(failure);
			}
		});
	}

	/**
	 * Whether several messages may be offered to it as a joined one. A queue counts and
	 * drops single messages, so only one that passes them on at once takes them joined.
	 */
	boolean takesJoined() {
		return this.self && this.seam == null && this.queue.isIdle();
	}

}
