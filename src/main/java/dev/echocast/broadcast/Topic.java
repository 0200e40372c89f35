package dev.echocast.broadcast;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Roster;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A topic on this node: it follows the engine's publications and hands each, encoded
 * once, to the event loops that have members. It takes publications from the engine only
 * as fast as the event loops deliver them.
 *
 * <p>
 * The engine's signals come one at a time, on any thread.
 */
final class Topic extends BaseSubscriber<Publication> {

	/** Publications on their way to event loops: enough to keep those busy. */
	private static final int MAX_UNDER_WAY = 256;

	/** The same in bytes, for large messages. */
	private static final long MAX_BYTES_UNDER_WAY = 4 * 1024 * 1024;

	private final String name;

	private final Timer fanout;

	private final List<LoopMembers> loops = new CopyOnWriteArrayList<>();

	private final Attendance attendance;

	/** Of the latest publication, or where the topic was when the first member asked. */
	private final AtomicReference<@Nullable Position> last = new AtomicReference<>();

	private final AtomicInteger underWay = new AtomicInteger();

	private final AtomicLong bytesUnderWay = new AtomicLong();

	/** Demand signalled and not yet met: at most one publication. */
	private final AtomicBoolean requested = new AtomicBoolean(true);

	/**
	 * Create a topic without members.
	 * @param roster knows of members on other nodes
	 * @param scheduler delays what members are told of each other
	 */
	Topic(String name, Roster roster, Timer fanout, Scheduler scheduler) {
		this.name = name;
		this.fanout = fanout;
		this.attendance = new Attendance(name, roster, scheduler, this::announce);
	}

	/**
	 * Begin; once.
	 */
	void follow(Flux<Publication> publications) {
		this.attendance.follow();
		publications.subscribe(this);
	}

	/**
	 * End, when the last member has gone.
	 */
	void unfollow() {
		cancel();
		this.attendance.unfollow();
	}

	String name() {
		return this.name;
	}

	/**
	 * How many members there are on all nodes.
	 */
	int members() {
		return this.attendance.all();
	}

	int membersHere() {
		return this.attendance.here();
	}

	/**
	 * A member was told that the topic is at a position; what does not follow it comes
	 * after a gap.
	 */
	void expect(Position position) {
		this.last.compareAndSet(null, position);
	}

	/**
	 * Add a member; on its event loop, and one call at a time.
	 */
	void add(Subscription member) {
		loop(member).add(member);
		this.attendance.joined(member);
	}

	/**
	 * Remove a member; on its event loop, and one call at a time.
	 */
	void remove(Subscription member) {
		loop(member).remove(member);
		this.attendance.left(member);
	}

	private void announce(byte[] json) {
		if (membersHere() == 0) {
			// Perhaps the service stops, and there are no event loops any more.
			return;
		}
		this.loops.forEach((loop) -> loop.announce(json));
	}

	/**
	 * The sessions of some members, in no order.
	 */
	Mono<List<String>> sessions(int limit) {
		return Flux.fromIterable(this.loops)
			.flatMap((loop) -> Mono.fromSupplier(() -> loop.sessions(limit))
				.subscribeOn(Schedulers.fromExecutor(loop.eventLoop())))
			.flatMapIterable((some) -> some)
			.take(limit)
			.collectList();
	}

	/**
	 * Run a task on a member's event loop when all that is on its way to it now has been
	 * delivered; from any thread.
	 */
	void afterDeliveries(Subscription member, Runnable task) {
		for (LoopMembers loop : this.loops) {
			if (loop.eventLoop() == member.eventLoop()) {
				loop.afterDeliveries(task);
			}
		}
	}

	private LoopMembers loop(Subscription member) {
		for (LoopMembers loop : this.loops) {
			if (loop.eventLoop() == member.eventLoop()) {
				return loop;
			}
		}
		LoopMembers loop = new LoopMembers(member.eventLoop());
		this.loops.add(loop);
		return loop;
	}

	@Override
	protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
		subscription.request(1);
	}

	@Override
	protected void hookOnNext(Publication publication) {
		long start = System.nanoTime();
		LoopMembers[] loops = this.loops.toArray(new LoopMembers[0]);
		long bytes = publication.message().payload().length;
		this.underWay.incrementAndGet();
		this.bytesUnderWay.addAndGet(bytes);
		this.requested.set(false);
		// One more than there are loops, so that it stays alive until all have it.
		Delivery delivery = new Delivery(publication, gapBefore(publication.position()), loops.length + 1,
				() -> delivered(start, bytes));
		for (LoopMembers loop : loops) {
			loop.deliver(delivery);
		}
		delivery.groupDone();
		pull();
	}

	private @Nullable Welcome gapBefore(Position position) {
		Position last = this.last.getAndSet(position);
		boolean follows = last == null
				|| (last.epoch().equals(position.epoch()) && last.offset() + 1 >= position.offset());
		return follows ? null : Welcome.afterGap(members(), position);
	}

	private void delivered(long start, long bytes) {
		this.fanout.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
		this.underWay.decrementAndGet();
		this.bytesUnderWay.addAndGet(-bytes);
		pull();
	}

	private void pull() {
		if (this.underWay.get() < MAX_UNDER_WAY && this.bytesUnderWay.get() < MAX_BYTES_UNDER_WAY
				&& this.requested.compareAndSet(false, true)) {
			request(1);
		}
	}

}
