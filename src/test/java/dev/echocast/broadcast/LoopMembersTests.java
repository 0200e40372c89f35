package dev.echocast.broadcast;

import dev.echocast.memory.MemoryAccount;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class LoopMembersTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final Executor eventLoop = this.tasks::add;

	private final LoopMembers members = new LoopMembers(this.eventLoop);

	private final AtomicInteger delivered = new AtomicInteger();

	@Test
	void crossesToTheEventLoopOnceForABurst() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		publish("x", 1);
		publish("x", 2);
		publish("x", 3);
		assertThat(this.tasks).hasSize(1);
		runTasks();
		assertThat(log).containsExactly("a:6/3");
		assertThat(this.delivered).hasValue(3);
	}

	@Test
	void keepsOwnMessagesFromAMemberThatDoesNotWantThem() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", false, log));
		this.members.add(member("b", true, log));
		publish("a", 1);
		publish("b", 2);
		runTasks();
		assertThat(log).containsExactly("a:2/1", "b:3/2");
	}

	@Test
	void doesNotJoinLargeMessages() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		publish("x", 10_000);
		publish("x", 10_001);
		runTasks();
		assertThat(log).containsExactly("a:10000/1", "a:10001/1");
	}

	@Test
	void deliversMoreThanOneBatch() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		for (int i = 0; i < 150; i++) {
			publish("x", 1);
		}
		runTasks();
		assertThat(log).containsExactly("a:64/64", "a:64/64", "a:22/22");
		assertThat(this.delivered).hasValue(150);
	}

	@Test
	void whatComesAfterDeliveriesComesBehindAllThatWaited() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		this.members.afterDeliveries(() -> log.add("nothing waits"));
		runTask();
		for (int i = 0; i < 150; i++) {
			publish("x", 1);
		}
		this.members.afterDeliveries(() -> log.add("150"));
		runTask();
		runTask();
		assertThat(log).containsExactly("nothing waits", "a:64/64");
		for (int i = 0; i < 100; i++) {
			publish("x", 1);
		}
		runTasks();
		assertThat(log).containsExactly("nothing waits", "a:64/64", "a:64/64", "a:64/64", "150", "a:58/58");
		this.members.afterDeliveries(() -> log.add("250"));
		runTasks();
		assertThat(log).endsWith("250");
	}

	@Test
	void membersComeAndGoInAnyOrder() {
		List<String> log = new ArrayList<>();
		Subscription a = member("a", true, log);
		Subscription b = member("b", true, log);
		Subscription c = member("c", true, log);
		List.of(a, b, c).forEach(this.members::add);
		this.members.remove(a);
		publish("x", 1);
		runTasks();
		this.members.remove(c);
		this.members.add(a);
		this.members.remove(b);
		publish("x", 1);
		runTasks();
		assertThat(log).containsExactly("c:1/1", "b:1/1", "a:1/1");
	}

	@Test
	void aMemberMayLeaveDuringADelivery() {
		List<String> log = new ArrayList<>();
		List<Subscription> all = new ArrayList<>();
		for (String name : List.of("a", "b", "c")) {
			OutboundQueue queue = queue();
			Subscription subscription = new Subscription(name, WireForm.RAW, true, false, this.eventLoop, queue,
					MemoryAccount.UNLIMITED);
			queue.subscribe((message) -> {
				log.add(name);
				message.release();
				if (all.contains(subscription)) {
					this.members.remove(subscription);
				}
			});
			this.members.add(subscription);
			if (!name.equals("c")) {
				all.add(subscription);
			}
		}
		publish("x", 1);
		runTasks();
		publish("x", 1);
		runTasks();
		assertThat(log).containsExactly("a", "b", "c", "c");
	}

	private OutboundQueue queue() {
		return new OutboundQueue(new QueueProperties(1000, DataSize.ofMegabytes(1), OverflowPolicy.DROP_LATEST),
				(count) -> {
				}, MemoryAccount.UNLIMITED);
	}

	private Subscription member(String name, boolean self, List<String> log) {
		OutboundQueue queue = queue();
		queue.subscribe((message) -> {
			log.add(name + ":" + message.payloadBytes() + "/" + message.messages());
			message.release();
		});
		return new Subscription(name, WireForm.RAW, self, false, this.eventLoop, queue, MemoryAccount.UNLIMITED);
	}

	private void publish(String sender, int size) {
		Publication publication = new Publication(new Message("t", sender, false, new byte[size]), new Position("e", 1),
				Instant.EPOCH);
		this.members.deliver(new Delivery(publication, null, 1, this.delivered::incrementAndGet));
	}

	private void runTasks() {
		while (!this.tasks.isEmpty()) {
			runTask();
		}
	}

	private void runTask() {
		this.tasks.remove().run();
	}

}
