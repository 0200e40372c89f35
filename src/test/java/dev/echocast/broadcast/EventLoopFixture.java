package dev.echocast.broadcast;

import dev.echocast.access.Identity;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import org.springframework.util.unit.DataSize;

/**
 * Members of a topic on an event loop that runs when a test says so.
 */
abstract class EventLoopFixture {

	final Queue<Runnable> tasks = new ArrayDeque<>();

	final Executor eventLoop = this.tasks::add;

	final EventLoopMembers members = new EventLoopMembers("t", this.eventLoop);

	final AtomicInteger delivered = new AtomicInteger();

	void afterDeliveries(Runnable action) {
		this.members.delivered().doOnSuccess((none) -> action.run()).subscribe();
	}

	OutboundQueue queue() {
		return new OutboundQueue(new QueueProperties(1000, DataSize.ofMegabytes(1), OverflowPolicy.DROP_LATEST),
				(count) -> {
				}, MemoryAccount.UNLIMITED);
	}

	Member member(String name, boolean self, List<String> log) {
		OutboundQueue queue = queue();
		queue.subscribe((message) -> {
			log.add(name + ":" + message.payloadBytes() + "/" + message.messages());
			message.release();
		});
		return new Member(name, () -> Identity.ANYBODY, request(self), WireForm.RAW, null, this.eventLoop, queue,
				MemoryAccount.UNLIMITED);
	}

	static JoinRequest request(boolean self) {
		return new JoinRequest("t", self, true, ReplayRequest.NONE);
	}

	void publish(String sender, int size) {
		this.members.deliver(delivery(sender, size, this.delivered::incrementAndGet));
	}

	static Delivery delivery(String sender, int size, Runnable delivered) {
		Publication publication = new Publication(new Message("t", sender, null, false, new byte[size]),
				new Position("e", 1), Instant.EPOCH);
		return new Delivery(publication, null, 1, new MemoryLedger(Long.MAX_VALUE), delivered);
	}

	void runTasks() {
		while (!this.tasks.isEmpty()) {
			runTask();
		}
	}

	void runTask() {
		this.tasks.remove().run();
	}

}
