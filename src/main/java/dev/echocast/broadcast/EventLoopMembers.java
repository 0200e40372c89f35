package dev.echocast.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import dev.echocast.log.BoundedLog;
import dev.echocast.engine.Isolation;
import dev.echocast.engine.WorkLoop;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.concurrent.Queues;

/**
 * The members of a topic that share an event loop. Publications cross to it through one
 * mailbox, however many members there are; those that pile up are joined, so that a
 * member is written to once for all of them. A member for which a delivery fails is
 * closed, and the others get theirs.
 *
 * <p>
 * The mailbox is bounded by the topic, which takes no publication while too many are on
 * their way. Members come and go in tasks of the event loop of their own, never within a
 * delivery.
 */
final class EventLoopMembers {

	/** Enough to join bursts, few enough not to hold up the event loop's other work. */
	private static final int BATCH = 64;

	/** Joining costs a copy, which pays as long as a write's own cost exceeds it. */
	private static final int JOIN_BYTES = 16 * 1024;

	private static final CloseStatus FAILED = CloseStatus.SERVER_ERROR.withReason("internal error");

	private static final BoundedLog logger = new BoundedLog(EventLoopMembers.class.getName());

	/** What comes through the mailbox. */
	sealed interface Mail permits Delivery, Fence {

	}

	/** Somebody waits until all that came before is delivered. */
	private record Fence(MonoSink<Void> reached) implements Mail {
	}

	private final Executor eventLoop;

	private final Queue<Mail> mailbox = Queues.<Mail>unboundedMultiproducer().get();

	private final WorkLoop work;

	private final List<Member> members = new ArrayList<>();

	private final List<Delivery> batch = new ArrayList<>(BATCH);

	EventLoopMembers(String topic, Executor eventLoop) {
		this.eventLoop = eventLoop;
		this.work = new WorkLoop("delivering topic " + topic, this::deliverNext, eventLoop);
	}

	Executor eventLoop() {
		return this.eventLoop;
	}

	/**
	 * Add a member; on the event loop.
	 */
	void add(Member member) {
		member.neighbours = this;
		member.index = this.members.size();
		this.members.add(member);
	}

	/**
	 * Remove a member; on the event loop. The last one takes its place.
	 */
	void remove(Member member) {
		Member last = this.members.remove(this.members.size() - 1);
		if (last != member) {
			this.members.set(member.index, last);
			last.index = member.index;
		}
	}

	/**
	 * Deliver soon; from any thread, in the order of calls.
	 */
	void deliver(Delivery delivery) {
		this.mailbox.add(delivery);
		try {
			this.work.wake();
		}
		catch (RejectedExecutionException ended) {
			// The event loop has stopped, and its members with it.
			this.mailbox.clear();
			delivery.eventLoopDone();
		}
	}

	/**
	 * Completes on the event loop when all that was in the mailbox at the time of the
	 * subscription has been delivered; for any thread.
	 */
	Mono<Void> delivered() {
		return Mono.create((reached) -> {
			this.mailbox.add(new Fence(reached));
			this.work.wake();
		});
	}

	/**
	 * Tell soon those who want to know who comes and goes; from any thread.
	 */
	void announce(byte[] json) {
		this.eventLoop.execute(() -> {
			EncodedMessage message = WireForm.JSON.wrap(json);
			try {
				forEach((member) -> {
					if (member.presence()) {
						member.offer(message);
					}
				});
			}
			finally {
				message.release();
			}
		});
	}

	/**
	 * Close all members soon; from any thread.
	 */
	void close(CloseStatus status) {
		this.eventLoop.execute(() -> forEach((member) -> member.fail(new CloseException(status))));
	}

	/**
	 * The sessions of some members; on the event loop.
	 */
	List<String> sessions(int limit) {
		return this.members.stream().limit(limit).map(Member::session).toList();
	}

	/**
	 * Deliver what has come, or a part of it.
	 * @return whether there may be more
	 */
	private boolean deliverNext() {
		Fence fence = null;
		Mail mail;
		while (fence == null && this.batch.size() < BATCH && (mail = this.mailbox.poll()) != null) {
			if (mail instanceof Delivery delivery) {
				this.batch.add(delivery);
			}
			else if (mail instanceof Fence next) {
				fence = next;
			}
		}
		try {
			deliver(this.batch);
		}
		finally {
			done(this.batch);
			if (fence != null) {
				fence.reached().success();
			}
		}
		return !this.mailbox.isEmpty();
	}

	private void done(List<Delivery> deliveries) {
		try {
			Isolation.forEach(deliveries, Delivery::eventLoopDone,
					(delivery, failure) -> logger.error("A delivery failed in its end", failure));
		}
		finally {
			deliveries.clear();
		}
	}

	private void deliver(List<Delivery> deliveries) {
		boolean joinable = isJoinable(deliveries);
		@Nullable EncodedMessage[] joined = new @Nullable EncodedMessage[WireForm.COUNT];
		try {
			forEach((member) -> {
				if (joinable && member.takesJoined()) {
					member.offer(joined(deliveries, member.form(), joined));
				}
				else {
					deliveries.forEach(member::deliver);
				}
			});
		}
		finally {
			for (EncodedMessage message : joined) {
				ReferenceCountUtil.release(message);
			}
		}
	}

	/**
	 * Do something for each member, and close those for which it throws.
	 */
	private void forEach(Consumer<Member> action) {
		List<Throwable> failures = new ArrayList<>(0);
		try {
			Isolation.forEach(this.members, action, (member, failure) -> {
				failures.add(failure);
				member.fail((failure instanceof OutOfMemoryError) ? failure : new CloseException(FAILED));
			});
		}
		finally {
			if (!failures.isEmpty()) {
				logger.error(
						"Members closed because a delivery to them failed: " + failures.size() + ", the first one so",
						failures.get(0));
			}
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

	private static EncodedMessage joined(List<Delivery> deliveries, WireForm form, @Nullable EncodedMessage[] joined) {
		EncodedMessage message = joined[form.index()];
		if (message == null) {
			message = EncodedMessage.join(ByteBufAllocator.DEFAULT,
					deliveries.stream().map((delivery) -> delivery.message(form)).toList());
			joined[form.index()] = message;
		}
		return message;
	}

}
