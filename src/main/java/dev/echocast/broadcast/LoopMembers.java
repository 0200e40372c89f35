package dev.echocast.broadcast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.transport.EncodedMessage;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * The members of a topic that share an event loop. Publications cross to it through one
 * mailbox, however many members there are; those that pile up are joined, so that a
 * member is written to once for all of them.
 *
 * <p>
 * The mailbox is bounded by the topic, which takes no publication while too many are on
 * their way.
 */
final class LoopMembers implements Runnable {

	/** Enough to join bursts, few enough not to hold up the event loop's other work. */
	private static final int BATCH = 64;

	/** Joining costs a copy, which pays as long as a write's own cost exceeds it. */
	private static final int JOIN_BYTES = 16 * 1024;

	private final Executor eventLoop;

	private final Queue<Delivery> mailbox = Queues.<Delivery>unboundedMultiproducer().get();

	private final AtomicInteger work = new AtomicInteger();

	private final List<@Nullable Subscription> members = new ArrayList<>();

	private final List<Delivery> batch = new ArrayList<>(BATCH);

	private record Afterwards(long deliveries, Runnable task) {
	}

	/** What waits for deliveries, in their order. */
	private final Queue<Afterwards> afterwards = new ArrayDeque<>(1);

	/** How many deliveries are done. */
	private long delivered;

	/** Places that members left while a delivery was under way. */
	private boolean holes;

	private boolean delivering;

	LoopMembers(Executor eventLoop) {
		this.eventLoop = eventLoop;
	}

	Executor eventLoop() {
		return this.eventLoop;
	}

	/**
	 * Add a member; on the event loop.
	 */
	void add(Subscription member) {
		member.index = this.members.size();
		this.members.add(member);
	}

	/**
	 * Remove a member; on the event loop. The last one takes its place, but during a
	 * delivery, which could then pass it by or meet it twice, only a hole is left.
	 */
	void remove(Subscription member) {
		if (this.delivering) {
			this.members.set(member.index, null);
			this.holes = true;
		}
		else {
			Subscription last = Objects.requireNonNull(this.members.remove(this.members.size() - 1));
			if (last != member) {
				this.members.set(member.index, last);
				last.index = member.index;
			}
		}
	}

	private void closeHoles() {
		this.holes = false;
		this.members.removeIf(Objects::isNull);
		for (int i = 0; i < this.members.size(); i++) {
			Objects.requireNonNull(this.members.get(i)).index = i;
		}
	}

	/**
	 * Deliver soon; from any thread, in the order of calls.
	 */
	void deliver(Delivery delivery) {
		this.mailbox.add(delivery);
		if (this.work.getAndIncrement() == 0) {
			this.eventLoop.execute(this);
		}
	}

	/**
	 * Run a task on the event loop when all that is in the mailbox now has been
	 * delivered; from any thread.
	 */
	void afterDeliveries(Runnable task) {
		this.eventLoop.execute(() -> {
			this.afterwards.add(new Afterwards(this.delivered + this.work.get(), task));
			runAfterwards();
		});
	}

	private void runAfterwards() {
		while (!this.afterwards.isEmpty() && this.afterwards.element().deliveries() <= this.delivered) {
			this.afterwards.remove().task().run();
		}
	}

	/**
	 * Tell soon those who want to know who comes and goes; from any thread.
	 */
	void announce(byte[] json) {
		this.eventLoop.execute(() -> {
			EncodedMessage message = WireForm.JSON.wrap(json);
			for (int i = this.members.size() - 1; i >= 0; i--) {
				Subscription member = this.members.get(i);
				if (member != null && member.presence()) {
					member.queue().offer(message);
				}
			}
			message.release();
		});
	}

	/**
	 * The sessions of some members; on the event loop.
	 */
	List<String> sessions(int limit) {
		List<String> sessions = new ArrayList<>();
		for (Subscription member : this.members) {
			if (member != null && sessions.size() < limit) {
				sessions.add(member.member());
			}
		}
		return sessions;
	}

	@Override
	public void run() {
		Delivery next;
		while (this.batch.size() < BATCH && (next = this.mailbox.poll()) != null) {
			this.batch.add(next);
		}
		this.delivering = true;
		deliver(this.batch);
		this.delivering = false;
		if (this.holes) {
			closeHoles();
		}
		int count = this.batch.size();
		this.batch.forEach(Delivery::groupDone);
		this.batch.clear();
		this.delivered += count;
		if (this.work.addAndGet(-count) > 0) {
			this.eventLoop.execute(this);
		}
		runAfterwards();
	}

	private void deliver(List<Delivery> deliveries) {
		boolean joinable = isJoinable(deliveries);
		@Nullable EncodedMessage[] joined = new @Nullable EncodedMessage[WireForm.COUNT];
		for (int i = 0; i < this.members.size(); i++) {
			Subscription member = this.members.get(i);
			if (member == null) {
				continue;
			}
			if (joinable && member.takesJoined()) {
				EncodedMessage message = joined[member.form().index()];
				if (message == null) {
					message = join(deliveries, member.form());
					joined[member.form().index()] = message;
				}
				member.queue().offer(message);
			}
			else {
				deliveries.forEach(member::deliver);
			}
		}
		for (EncodedMessage message : joined) {
			ReferenceCountUtil.release(message);
		}
	}

	private static boolean isJoinable(List<Delivery> deliveries) {
		int bytes = 0;
		for (Delivery delivery : deliveries) {
			// Who is told of a gap is told by itself.
			bytes += (delivery.gap() != null) ? JOIN_BYTES + 1 : delivery.payloadBytes();
		}
		return deliveries.size() > 1 && bytes <= JOIN_BYTES;
	}

	private static EncodedMessage join(List<Delivery> deliveries, WireForm form) {
		return EncodedMessage.join(ByteBufAllocator.DEFAULT,
				deliveries.stream().map((delivery) -> delivery.message(form)).toList());
	}

}
