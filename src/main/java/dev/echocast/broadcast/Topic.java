package dev.echocast.broadcast;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.echocast.log.BoundedLog;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Room;
import dev.echocast.engine.Roster;
import dev.echocast.memory.MemoryLedger;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A topic on this node: it follows the engine's publications and hands each, encoded
 * once, to the event loops that have members. It takes publications from the engine only
 * as fast as the event loops deliver them.
 *
 * <p>
 * The engine's signals come one at a time, on any thread.
 */
final class Topic {

	private static final CloseStatus LOST = CloseStatus.SERVICE_OVERLOAD.withReason("topic is unavailable: reconnect");

	/** Before it follows the engine again, which could not go on. */
	static final Duration PAUSE = Duration.ofSeconds(1);

	private static final BoundedLog logger = new BoundedLog(Topic.class.getName());

	/** Publications on their way to event loops: enough to keep those busy. */
	private static final int MAX_UNDER_WAY = 256;

	/** The same in bytes, for large messages. */
	private static final long MAX_BYTES_UNDER_WAY = 4 * 1024 * 1024;

	private final String name;

	private final Timer fanout;

	private final LocalMembers here;

	private final Attendance attendance;

	/** Of the latest publication, or where the topic was when the first member asked. */
	private final AtomicReference<@Nullable Position> last = new AtomicReference<>();

	private final Room underWay = new Room(MAX_UNDER_WAY, MAX_BYTES_UNDER_WAY);

	/** Demand signalled and not yet met: at most one publication. */
	private final AtomicBoolean requested = new AtomicBoolean(true);

	private final Flux<Publication> publications;

	private final MemoryLedger ledger;

	private final Scheduler scheduler;

	/** The follower, or what begins the next one. */
	private final Disposable.Swap following = Disposables.swap();

	private volatile Follower follower = new Follower();

	/**
	 * Create a topic without members.
	 * @param publications what the engine has of it
	 * @param roster knows of members on other nodes
	 * @param ledger counts what messages are encoded in
	 * @param scheduler delays what members are told of each other
	 */
	Topic(String name, Flux<Publication> publications, Roster roster, Timer fanout, MemoryLedger ledger,
			Scheduler scheduler) {
		this.name = name;
		this.ledger = ledger;
		this.publications = publications;
		this.scheduler = scheduler;
		this.fanout = fanout;
		this.here = new LocalMembers(name);
		this.attendance = new Attendance(name, roster, scheduler, this::announce);
	}

	/**
	 * Begin; once.
	 */
	void follow() {
		this.attendance.follow();
		this.publications.subscribe(this.follower);
	}

	/**
	 * End, when the last member has gone.
	 */
	void unfollow() {
		this.following.dispose();
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
	void add(Member member) {
		this.here.add(member);
		this.attendance.joined(member);
	}

	/**
	 * Remove a member; on its event loop, and one call at a time.
	 */
	void remove(Member member) {
		this.here.remove(member);
		this.attendance.left(member);
	}

	private void announce(byte[] json) {
		if (membersHere() == 0) {
			// Perhaps the service stops, and there are no event loops any more.
			return;
		}
		this.here.announce(json);
	}

	/**
	 * The sessions of some members, in no order.
	 */
	Mono<List<String>> sessions(int limit) {
		return this.here.sessions(limit);
	}

	private void publish(Publication publication) {
		long start = System.nanoTime();
		long bytes = publication.message().payload().length;
		this.underWay.take(1, bytes, true);
		this.requested.set(false);
		this.here.deliver(publication, gapBefore(publication.position()), this.ledger, () -> delivered(start, bytes));
		pull();
	}

	/**
	 * The engine cannot go on with this topic. Who is in it comes back and may find it
	 * well again, perhaps on another node.
	 */
	private void lost(Throwable failure) {
		logger.warn("The members of topic " + this.name + " are closed: " + failure.getMessage());
		this.here.close(LOST);
		// Not in here, where the engine is still busy with the end.
		this.following.update(this.scheduler.schedule(() -> this.publications.subscribe(new Follower()),
				PAUSE.toMillis(), TimeUnit.MILLISECONDS));
	}

	private @Nullable Welcome gapBefore(Position position) {
		Position last = this.last.getAndSet(position);
		boolean follows = last == null
				|| (last.epoch().equals(position.epoch()) && last.offset() + 1 >= position.offset());
		return follows ? null : Welcome.afterGap(members(), position);
	}

	private void delivered(long start, long bytes) {
		this.fanout.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
		this.underWay.giveBack(1, bytes);
		pull();
	}

	private void pull() {
		if (this.underWay.isLeft() && this.requested.compareAndSet(false, true)) {
			this.follower.request(1);
		}
	}

	/** The engine's signals, until it cannot go on. */
	private final class Follower extends BaseSubscriber<Publication> {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			Topic.this.follower = this;
			Topic.this.following.update(this);
			Topic.this.requested.set(true);
			subscription.request(1);
		}

		@Override
		protected void hookOnNext(Publication publication) {
			publish(publication);
		}

		@Override
		protected void hookOnError(Throwable failure) {
			lost(failure);
		}

	}

}
