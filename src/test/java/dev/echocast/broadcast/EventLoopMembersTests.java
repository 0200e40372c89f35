package dev.echocast.broadcast;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventLoopMembersTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final Executor eventLoop = this.tasks::add;

	private final EventLoopMembers members = new EventLoopMembers("t", this.eventLoop);

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
		afterDeliveries(() -> log.add("nothing waits"));
		runTask();
		for (int i = 0; i < 150; i++) {
			publish("x", 1);
		}
		afterDeliveries(() -> log.add("150"));
		runTask();
		assertThat(log).containsExactly("nothing waits", "a:64/64");
		for (int i = 0; i < 100; i++) {
			publish("x", 1);
		}
		runTasks();
		assertThat(log).containsExactly("nothing waits", "a:64/64", "a:64/64", "a:22/22", "150", "a:64/64", "a:36/36");
		afterDeliveries(() -> log.add("250"));
		runTasks();
		assertThat(log).endsWith("250");
	}

	@Test
	void membersComeAndGoInAnyOrder() {
		List<String> log = new ArrayList<>();
		Member a = member("a", true, log);
		Member b = member("b", true, log);
		Member c = member("c", true, log);
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
	void aMemberForWhichADeliveryFailsIsClosedAndTheOthersGetIt() {
		List<String> log = new ArrayList<>();
		List<CloseStatus> closed = new ArrayList<>();
		this.members.add(member("a", true, log));
		this.members.add(failing("b", new IllegalStateException("a fault for the test"), closed));
		this.members.add(failing("c", new OutOfMemoryError("not really"), closed));
		this.members.add(member("d", true, log));
		publish("x", 1);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::runTasks);
		publish("x", 2);
		publish("x", 3);
		runTasks();
		assertThat(log).containsExactly("a:1/1", "d:1/1", "a:5/2", "d:5/2");
		assertThat(closed).extracting(CloseStatus::getCode).containsExactly(1011, 1013);
		assertThat(this.delivered).hasValue(3);
	}

	@Test
	void whatFailsBehindADeliveryCostsNoOther() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		this.members.deliver(delivery("x", 1, () -> {
			throw new IllegalStateException("a fault for the test");
		}));
		publish("x", 2);
		this.members.delivered().subscribe(new BaseSubscriber<>() {

			@Override
			protected void hookOnComplete() {
				throw new IllegalStateException("a fault for the test");
			}

		});
		publish("x", 3);
		afterDeliveries(() -> log.add("afterwards"));
		runTasks();
		assertThat(log).containsExactly("a:3/2", "a:3/1", "afterwards");
		assertThat(this.delivered).hasValue(2);
	}

	@Test
	void whoCannotBeToldSomethingIsClosed() {
		List<String> log = new ArrayList<>();
		List<CloseStatus> closed = new ArrayList<>();
		Member failing = failing("a", new IllegalStateException("a fault for the test"), closed);
		this.members.add(failing);
		this.members.add(member("b", true, log));
		this.members.announce(new byte[3]);
		runTasks();
		assertThat(log).containsExactly("b:3/1");
		assertThat(closed).extracting(CloseStatus::getCode).containsExactly(1011);
	}

	@Test
	void withoutItsEventLoopATopicGoesOnForOthers() {
		EventLoopMembers stopped = new EventLoopMembers("t", (task) -> {
			throw new RejectedExecutionException();
		});
		stopped.deliver(delivery("x", 1, this.delivered::incrementAndGet));
		stopped.deliver(delivery("x", 1, this.delivered::incrementAndGet));
		assertThat(this.delivered).hasValue(2);
	}

	private Member failing(String name, Throwable failure, List<CloseStatus> closed) {
		OutboundQueue queue = queue();
		queue.subscribe(new CoreSubscriber<>() {

			@Override
			public void onSubscribe(Subscription subscription) {
				subscription.request(Long.MAX_VALUE);
			}

			@Override
			public void onNext(EncodedMessage message) {
				message.release();
				EventLoopMembersTests.<RuntimeException>sneakyThrow(failure);
			}

			@Override
			public void onError(Throwable closing) {
				closed.add(((CloseException) closing).status());
			}

			@Override
			public void onComplete() {
				throw new AssertionError();
			}

		});
		return new Member(name, request(true), WireForm.RAW, null, this.eventLoop, queue, MemoryAccount.UNLIMITED);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
		throw (E) failure;
	}

	private void afterDeliveries(Runnable action) {
		this.members.delivered().doOnSuccess((none) -> action.run()).subscribe();
	}

	private OutboundQueue queue() {
		return new OutboundQueue(new QueueProperties(1000, DataSize.ofMegabytes(1), OverflowPolicy.DROP_LATEST),
				(count) -> {
				}, MemoryAccount.UNLIMITED);
	}

	private Member member(String name, boolean self, List<String> log) {
		OutboundQueue queue = queue();
		queue.subscribe((message) -> {
			log.add(name + ":" + message.payloadBytes() + "/" + message.messages());
			message.release();
		});
		return new Member(name, request(self), WireForm.RAW, null, this.eventLoop, queue, MemoryAccount.UNLIMITED);
	}

	private static JoinRequest request(boolean self) {
		return new JoinRequest("t", self, true, ReplayRequest.NONE);
	}

	private void publish(String sender, int size) {
		this.members.deliver(delivery(sender, size, this.delivered::incrementAndGet));
	}

	private static Delivery delivery(String sender, int size, Runnable delivered) {
		Publication publication = new Publication(new Message("t", sender, false, new byte[size]), new Position("e", 1),
				Instant.EPOCH);
		return new Delivery(publication, null, 1, new MemoryLedger(Long.MAX_VALUE), delivered);
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
