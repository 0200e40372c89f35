package dev.echocast.broadcast;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.echocast.engine.Message;
import dev.echocast.engine.Publication;
import dev.echocast.transport.EncodedMessage;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.ByteBufAllocator;
import reactor.core.publisher.BaseSubscriber;

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

	private final AtomicInteger members = new AtomicInteger();

	private final AtomicInteger underWay = new AtomicInteger();

	private final AtomicLong bytesUnderWay = new AtomicLong();

	/** Demand signalled and not yet met: at most one publication. */
	private final AtomicBoolean requested = new AtomicBoolean(true);

	Topic(String name, Timer fanout) {
		this.name = name;
		this.fanout = fanout;
	}

	String name() {
		return this.name;
	}

	int members() {
		return this.members.get();
	}

	/**
	 * Add a member; on its event loop, and one call at a time.
	 */
	void add(Subscription member) {
		loop(member).add(member);
		this.members.incrementAndGet();
	}

	/**
	 * Remove a member; on its event loop, and one call at a time.
	 */
	void remove(Subscription member) {
		loop(member).remove(member);
		this.members.decrementAndGet();
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
		Message message = publication.message();
		EncodedMessage encoded = EncodedMessage.of(ByteBufAllocator.DEFAULT, message.text(), message.payload());
		long bytes = encoded.wireBytes();
		this.underWay.incrementAndGet();
		this.bytesUnderWay.addAndGet(bytes);
		this.requested.set(false);
		LoopMembers[] loops = this.loops.toArray(new LoopMembers[0]);
		// One more than there are loops, so that it stays alive until all have it.
		Delivery delivery = new Delivery(encoded, message.sender(), loops.length + 1, () -> delivered(start, bytes));
		for (LoopMembers loop : loops) {
			loop.deliver(delivery);
		}
		delivery.groupDone();
		pull();
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
