package dev.echocast.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What is to be sent, bounded, across connections. A message leaves when the socket has
 * taken the whole of it; one whose write failed certainly did not arrive whole, so it
 * goes back to its place and is sent on the next connection without the risk of a
 * duplicate.
 */
final class Outbox {

	/** Handed from publishers' threads to the event loop in batches of this size. */
	private static final int BATCH = 256;

	private final int maxMessages;

	private final int maxBytes;

	private final WhileDisconnected policy;

	private final Scheduler loop;

	private final Deque<Outgoing> queue = new ArrayDeque<>();

	/** Given to the link, not yet taken by the socket. */
	private final Deque<Outgoing> flying = new ArrayDeque<>();

	/** In the order they came, and easily left by who is cancelled. */
	private final Set<Sender> waiting = new LinkedHashSet<>();

	private @Nullable Link link;

	private @Nullable WebSocketFailure closed;

	private @Nullable Runnable whenEmpty;

	private boolean draining;

	private final AtomicLong bytes = new AtomicLong();

	Outbox(int maxMessages, int maxBytes, WhileDisconnected policy, Scheduler loop) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
		this.policy = policy;
		this.loop = loop;
	}

	Mono<Void> send(Publisher<? extends Message> messages) {
		return Mono.create(sink -> {
			Sender sender = new Sender(this, sink);
			sink.onCancel(sender);
			Flux.<Message>from(messages).publishOn(this.loop, BATCH).subscribe(sender);
		});
	}

	void onLoop(Runnable task) {
		this.loop.schedule(task);
	}

	long bytes() {
		return this.bytes.get();
	}

	void attach(Link link) {
		this.link = link;
		drainSoon();
	}

	void detach() {
		this.link = null;
		while (!this.flying.isEmpty()) {
			this.queue.addFirst(this.flying.removeLast());
		}
		if (this.policy == WhileDisconnected.DROP || this.policy == WhileDisconnected.FAIL) {
			Deque<Outgoing> leftOver = new ArrayDeque<>(this.queue);
			this.queue.clear();
			leftOver.forEach(this::abandon);
		}
		admitWaiting();
	}

	/**
	 * Accepts nothing more, and runs the action when all has been written. Messages that
	 * senders were asked for before are on their way over the loop, so theirs is the next
	 * turn.
	 */
	void finish(Runnable whenEmpty) {
		onLoop(() -> {
			if (this.closed == null) {
				WebSocketFailure failure = Failures.notConnected("the client is stopping");
				this.closed = failure;
				failWaiting(failure);
				this.whenEmpty = whenEmpty;
				drainSoon();
			}
		});
	}

	/** The end: what is left fails. */
	void close() {
		WebSocketFailure failure = Failures.notConnected("the client has stopped");
		this.closed = failure;
		this.whenEmpty = null;
		this.link = null;
		this.bytes.set(0);
		Deque<Outgoing> leftOver = new ArrayDeque<>(this.flying);
		leftOver.addAll(this.queue);
		this.flying.clear();
		this.queue.clear();
		leftOver.forEach(entry -> entry.sender.fail(failure));
		failWaiting(failure);
	}

	private void failWaiting(WebSocketFailure failure) {
		List.copyOf(this.waiting).forEach(sender -> sender.fail(failure));
		this.waiting.clear();
	}

	/**
	 * Once per turn of the loop rather than once per message, so that one flush carries
	 * many.
	 */
	void drainSoon() {
		if (!this.draining) {
			this.draining = true;
			this.loop.schedule(this::drain);
		}
	}

	private void drain() {
		this.draining = false;
		Link to = this.link;
		if (to != null && !this.queue.isEmpty() && to.isWritable()) {
			while (!this.queue.isEmpty() && to.isWritable()) {
				Outgoing entry = this.queue.removeFirst();
				this.flying.addLast(entry);
				to.write(entry.message, failure -> written(entry, failure));
			}
			to.flush();
		}
		Runnable action = this.whenEmpty;
		if (action != null && this.queue.isEmpty() && this.flying.isEmpty()) {
			this.whenEmpty = null;
			action.run();
		}
	}

	private void written(Outgoing entry, @Nullable Throwable failure) {
		if (failure == null && this.flying.peekFirst() == entry) {
			this.flying.removeFirst();
			settle(entry);
			admitWaiting();
			if (!this.queue.isEmpty() || this.whenEmpty != null) {
				drainSoon();
			}
		}
	}

	private void settle(Outgoing entry) {
		this.bytes.addAndGet(-entry.size);
		entry.sender.settled();
	}

	private void abandon(Outgoing entry) {
		this.bytes.addAndGet(-entry.size);
		if (this.policy == WhileDisconnected.FAIL) {
			entry.sender.fail(Failures.notConnected("the connection ended before the message was written"));
		}
		else {
			entry.sender.settled();
		}
	}

	/** Called by a sender with what it was admitted for. */
	void offer(Message message, Sender sender) {
		WebSocketFailure failure = this.closed;
		if (failure != null) {
			sender.fail(failure);
			return;
		}
		Outgoing entry = new Outgoing(message, message.size(), sender);
		this.bytes.addAndGet(entry.size);
		if (this.link == null && (this.policy == WhileDisconnected.DROP || this.policy == WhileDisconnected.FAIL)) {
			abandon(entry);
			return;
		}
		this.queue.addLast(entry);
		while (this.link == null && this.policy == WhileDisconnected.KEEP_LATEST && isOver()) {
			settle(this.queue.removeFirst());
		}
		drainSoon();
	}

	private boolean isOver() {
		return this.queue.size() > this.maxMessages || (this.bytes.get() > this.maxBytes && this.queue.size() > 1);
	}

	private boolean hasRoom() {
		boolean bounded = this.link != null || this.policy == WhileDisconnected.KEEP;
		return !bounded
				|| (this.queue.size() + this.flying.size() < this.maxMessages && this.bytes.get() < this.maxBytes);
	}

	/** Asks the sender for one more message, now or when there is room. */
	void admit(Sender sender) {
		WebSocketFailure failure = this.closed;
		if (failure != null) {
			sender.fail(failure);
		}
		else if (hasRoom()) {
			sender.request(1);
		}
		else {
			this.waiting.add(sender);
		}
	}

	/** A sender that has nothing more to send does not wait for room. */
	void leave(Sender sender) {
		this.waiting.remove(sender);
	}

	private void admitWaiting() {
		Iterator<Sender> senders = this.waiting.iterator();
		while (senders.hasNext() && hasRoom()) {
			Sender next = senders.next();
			senders.remove();
			next.request(1);
		}
	}

}
