package dev.echocast.broadcast;

import dev.echocast.access.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import dev.echocast.memory.MemoryAccount;
import dev.echocast.session.OutboundQueue;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventLoopFailuresTests extends EventLoopFixture {

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
				EventLoopFailuresTests.<RuntimeException>sneakyThrow(failure);
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
		return new Member(name, () -> Identity.ANYBODY, request(true), WireForm.RAW, null, this.eventLoop, queue,
				MemoryAccount.UNLIMITED);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
		throw (E) failure;
	}

}
