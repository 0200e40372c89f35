package dev.echocast.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * Publishes of one topic that wait until its followers on this node take more, in the
 * order in which they came. It is bounded in messages and bytes; what does not fit is
 * refused, which its publisher is told. Publishes come from any thread and are taken by
 * one at a time.
 *
 * @param <T> a publish
 */
public final class Backlog<T> {

	/** What a message takes beside its payload, with its publisher's part in it. */
	static final int MESSAGE_BYTES = 512;

	private static final int CLOSED = Integer.MIN_VALUE / 2;

	private record Entry<T>(T publish, int messages, long bytes) {
	}

	private final String topic;

	private final Room room;

	private final Backlogs all;

	private final Queue<Entry<T>> entries = Queues.<Entry<T>>unboundedMultiproducer().get();

	/** Far below zero once it is closed. */
	private final AtomicInteger size = new AtomicInteger();

	Backlog(String topic, Room room, Backlogs all) {
		this.topic = topic;
		this.room = room;
		this.all = all;
	}

	/**
	 * Let a publish wait.
	 * @param batch its messages
	 * @param held whether it has to wait, as far as can be told; if not it is taken
	 * however much waits
	 * @return false if this is closed
	 * @throws PublishRejectedException when too much waits
	 */
	public boolean add(T publish, List<Message> batch, boolean held) {
		if (this.size.incrementAndGet() < 0) {
			this.size.decrementAndGet();
			return false;
		}
		long bytes = bytes(batch);
		try {
			take(batch.size(), bytes, held);
			this.entries.add(new Entry<>(publish, batch.size(), bytes));
			return true;
		}
		catch (PublishRejectedException full) {
			this.size.decrementAndGet();
			throw full;
		}
	}

	private static long bytes(List<Message> batch) {
		long bytes = 0;
		for (Message message : batch) {
			bytes += MESSAGE_BYTES + message.payload().length;
		}
		return bytes;
	}

	private void take(int messages, long bytes, boolean held) {
		if (!this.room.take(messages, bytes, !held)) {
			throw this.all.full(this.topic);
		}
		if (!this.all.room().take(messages, bytes, !held)) {
			this.room.giveBack(messages, bytes);
			throw this.all.full();
		}
	}

	public boolean isEmpty() {
		return this.size.get() <= 0;
	}

	/**
	 * The publish whose turn it is, which goes on waiting; {@code null} if none waits.
	 */
	public @Nullable T peek() {
		Entry<T> entry = this.entries.peek();
		return (entry != null) ? entry.publish() : null;
	}

	/**
	 * Take the publish whose turn it is; {@code null} if none waits.
	 */
	public @Nullable T poll() {
		Entry<T> entry = this.entries.poll();
		if (entry == null) {
			return null;
		}
		this.room.giveBack(entry.messages(), entry.bytes());
		this.all.room().giveBack(entry.messages(), entry.bytes());
		this.size.decrementAndGet();
		return entry.publish();
	}

	/**
	 * Take nothing more, if nothing waits.
	 * @return whether it is closed now
	 */
	boolean closeIfEmpty() {
		return this.size.compareAndSet(0, CLOSED);
	}

	void reopen() {
		this.size.addAndGet(-CLOSED);
	}

}
