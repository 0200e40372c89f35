package dev.echocast.broadcast;

import dev.echocast.access.Identity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineFixtures;
import dev.echocast.engine.Message;
import dev.echocast.engine.Roster;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class TopicsTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final Executor eventLoop = this.tasks::add;

	private final BroadcastEngine engine = EngineFixtures.inMemory();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final Topics topics = new Topics(this.engine, Roster.ALONE, this.meters, new MemoryLedger(Long.MAX_VALUE),
			reactor.core.scheduler.Schedulers.parallel());

	private final List<Integer> received = new ArrayList<>();

	@Test
	void aTopicLivesWithItsMembers() {
		Member a = member("a");
		Member b = member("b");
		this.topics.join(a);
		this.topics.join(b);
		assertThat(this.topics.describe("t").block()).isNotNull()
			.satisfies((it) -> assertThat(it.members()).isEqualTo(2))
			.satisfies((it) -> assertThat(it.position()).endsWith(":0"));
		assertThat(gauge("echocast.broadcast.topics")).isEqualTo(1);
		assertThat(gauge("echocast.broadcast.subscribers")).isEqualTo(2);
		this.topics.leave(a);
		assertThat(this.topics.names("", 10, (topic) -> true).block()).containsExactly("t");
		this.topics.leave(b);
		assertThat(this.topics.names("", 10, (topic) -> true).block()).isEmpty();
		assertThat(this.engine.history("t", null, 0).block()).isNull();
		assertThat(gauge("echocast.broadcast.topics")).isZero();
		assertThat(gauge("echocast.broadcast.subscribers")).isZero();
	}

	@Test
	void namesComeInPages() {
		List.of("c", "a", "d", "b").forEach((name) -> this.topics.join(member(name, name)));
		assertThat(this.topics.names("", 3, (topic) -> true).block()).containsExactly("a", "b", "c");
		assertThat(this.topics.names("c", 3, (topic) -> true).block()).containsExactly("d");
		assertThat(this.topics.names("bb", 1, (topic) -> true).block()).containsExactly("c");
	}

	@Test
	void publishTellsPositionAndSubscribers() {
		this.topics.join(member("a"));
		Topics.Published published = this.topics.publish(message(1)).block();
		assertThat(published.position().offset()).isEqualTo(1);
		assertThat(published.subscribers()).isEqualTo(1);
		runTasks();
		assertThat(this.received).containsExactly(1);
		assertThat(this.meters.get("echocast.broadcast.fanout").timer().count()).isEqualTo(1);
	}

	@Test
	void aTopicNobodyIsInKeepsMessages() {
		assertThat(this.topics.publish(message(1)).block().subscribers()).isZero();
		assertThat(this.topics.describe("t").block().history()).isEqualTo(1);
	}

	@Test
	void anEventLoopWithoutTimeHoldsPublishersBackAndLosesNothing() {
		this.topics.join(member("a"));
		List<Long> placed = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			this.topics.publish(message(1)).subscribe((published) -> placed.add(published.position().offset()));
		}
		assertThat(placed).hasSize(256);
		runTasks();
		assertThat(placed).hasSize(400).isSorted();
		assertThat(this.received).hasSize(400);
	}

	@Test
	void largeMessagesHoldPublishersBackByTheirBytes() {
		this.topics.join(member("a"));
		List<Long> placed = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			this.topics.publish(message(1024 * 1024))
				.subscribe((published) -> placed.add(published.position().offset()));
		}
		assertThat(placed).hasSize(4);
		runTasks();
		assertThat(placed).hasSize(10);
	}

	private static Message message(int size) {
		return new Message("t", "x", null, false, new byte[size]);
	}

	private double gauge(String name) {
		return this.meters.get(name).gauge().value();
	}

	private Member member(String name) {
		return member("t", name);
	}

	private Member member(String topic, String name) {
		OutboundQueue queue = new OutboundQueue(
				new QueueProperties(10_000, DataSize.ofMegabytes(20), OverflowPolicy.DISCONNECT), (count) -> {
				}, MemoryAccount.UNLIMITED);
		queue.subscribe((message) -> {
			for (int i = 0; i < message.messages(); i++) {
				this.received.add(message.payloadBytes() / message.messages());
			}
			message.release();
		});
		return new Member(name, () -> Identity.ANYBODY, new JoinRequest(topic, true, false, ReplayRequest.NONE),
				WireForm.RAW, null, this.eventLoop, queue, MemoryAccount.UNLIMITED);
	}

	private void runTasks() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

}
