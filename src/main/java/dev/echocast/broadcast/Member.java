package dev.echocast.broadcast;

import dev.echocast.access.Permission;
import dev.echocast.access.Action;
import dev.echocast.access.Identity;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.echocast.engine.History;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.session.OutboundQueue;
import dev.echocast.transport.EncodedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A member of a topic: what it asked for, the form it takes and the queue it is sent
 * from. Confined to its event loop.
 */
final class Member {

	private final String session;

	private final Supplier<Identity> identity;

	private final JoinRequest request;

	private final WireForm form;

	private final @Nullable Function<Welcome, byte[]> greeting;

	private final Executor eventLoop;

	private final OutboundQueue queue;

	private final MemoryAccount memory;

	/** Until live deliveries have joined the replay. */
	private @Nullable Seam seam;

	/** The members that share its event loop, once it has joined. */
	volatile @Nullable EventLoopMembers neighbours;

	/** Its place among them. */
	int index = -1;

	/**
	 * Create a member that has not joined yet; on its event loop. If it is greeted or
	 * asks for a replay, its queue keeps live deliveries back until then.
	 * @param session its id
	 * @param identity who is behind it now
	 * @param form in which it takes publications
	 * @param greeting makes what it is told on joining and of gaps; {@code null} when it
	 * is told nothing
	 * @param queue what it is sent from, nobody else's
	 * @param memory what it makes this process hold
	 */
	Member(String session, Supplier<Identity> identity, JoinRequest request, WireForm form,
			@Nullable Function<Welcome, byte[]> greeting, Executor eventLoop, OutboundQueue queue,
			MemoryAccount memory) {
		this.session = session;
		this.identity = identity;
		this.request = request;
		this.form = form;
		this.greeting = greeting;
		this.eventLoop = eventLoop;
		this.queue = queue;
		this.memory = memory;
		if (greeting != null || !request.replay().equals(ReplayRequest.NONE)) {
			this.seam = new Seam(request.replay().since());
			queue.hold();
		}
	}

	String session() {
		return this.session;
	}

	Identity identity() {
		return this.identity.get();
	}

	String topic() {
		return this.request.topic();
	}

	/**
	 * What it must be granted to stay. The past it has asked for is done with.
	 */
	List<Permission> permissions() {
		return this.request.permissions().stream().filter((it) -> it.action() != Action.HISTORY).toList();
	}

	ReplayRequest replayRequest() {
		return this.request.replay();
	}

	/**
	 * Whether it is told who else comes and goes.
	 */
	boolean presence() {
		return this.request.presence();
	}

	WireForm form() {
		return this.form;
	}

	Executor eventLoop() {
		return this.eventLoop;
	}

	MemoryAccount memory() {
		return this.memory;
	}

	/**
	 * What it is sent: what it asked for of the past, then everything live. Takes one
	 * subscriber; signals on its event loop, on which it is asked for more, too. Each
	 * element carries a reference, which the subscriber gives back. Fails with a
	 * {@link dev.echocast.transport.CloseException} when the member is too slow or cannot
	 * go on, and never completes.
	 */
	Flux<WebSocketMessage> messages() {
		return this.queue.map(EncodedMessage::toMessage);
	}

	/**
	 * The same as they are encoded.
	 */
	Flux<EncodedMessage> encodedMessages() {
		return this.queue;
	}

	/**
	 * Completes on its event loop when all that is on its way to it at the time of the
	 * subscription has been delivered; for any thread.
	 */
	Mono<Void> delivered() {
		return Mono.defer(() -> {
			EventLoopMembers neighbours = this.neighbours;
			return (neighbours != null) ? neighbours.delivered() : Mono.empty();
		});
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
		return (this.greeting != null) ? this.greeting.apply(welcome) : null;
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
		if (gap != null && this.greeting != null) {
			offer(this.greeting.apply(gap));
		}
		if (this.request.self() || !this.session.equals(delivery.sender())) {
			this.queue.offer(delivery.message(this.form));
		}
	}

	/**
	 * Offer it a message, which is borrowed; see {@link OutboundQueue#offer}.
	 */
	void offer(EncodedMessage message) {
		this.queue.offer(message);
	}

	/**
	 * Send these before what was delivered since it joined; see
	 * {@link OutboundQueue#lead}.
	 */
	void lead(Flux<EncodedMessage> messages) {
		this.queue.lead(messages);
	}

	/**
	 * Close it; see {@link OutboundQueue#fail}.
	 */
	void fail(Throwable failure) {
		this.queue.fail(failure);
	}

	private void offer(byte[] text) {
		EncodedMessage message = this.form.wrap(text);
		try {
			offer(message);
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
				fail(failure);
			}
		});
	}

	/**
	 * Whether several messages may be offered to it as a joined one. A queue counts and
	 * drops single messages, so only one that passes them on at once takes them joined.
	 */
	boolean takesJoined() {
		return this.request.self() && this.seam == null && this.queue.isIdle();
	}

}
