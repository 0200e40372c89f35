package dev.echocast.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import dev.echocast.memory.MemoryAccount;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundQueueTests {

	private final LongAdder dropped = new LongAdder();

	private final List<EncodedMessage> offered = new ArrayList<>();

	private final Receiver receiver = new Receiver();

	@AfterEach
	void everyReferenceIsGivenBack() {
		this.receiver.cancel();
		assertThat(this.offered).allSatisfy((message) -> assertThat(message.refCnt()).isEqualTo(1))
			.allSatisfy((message) -> assertThat(message.release()).isTrue());
	}

	@Test
	void whatLeadsLeavesBeforeWhatWasHeldBack() {
		OutboundQueue queue = queue(10, 1024, OverflowPolicy.DISCONNECT);
		queue.hold();
		this.receiver.request(2);
		assertThat(queue.isIdle()).isFalse();
		offer(queue, 1, 2);
		assertThat(this.receiver.sizes).isEmpty();
		queue.lead(Flux.just(8, 9, 10).map(OutboundQueueTests::made));
		assertThat(this.receiver.sizes).containsExactly(8, 9);
		offer(queue, 3);
		this.receiver.request(3);
		assertThat(this.receiver.sizes).containsExactly(8, 9, 10, 1, 2);
		this.receiver.request(2);
		assertThat(queue.isIdle()).isTrue();
		offer(queue, 4);
		assertThat(this.receiver.sizes).containsExactly(8, 9, 10, 1, 2, 3, 4);
	}

	@Test
	void whatCannotBeMadeEndsTheStreamAlone() {
		OutboundQueue queue = queue(10, 1024, OverflowPolicy.DISCONNECT);
		queue.hold();
		queue.lead(Flux.just(8, 9).map((size) -> {
			if (size == 9) {
				throw new IllegalStateException("a fault for the test");
			}
			return made(size);
		}));
		this.receiver.request(1);
		assertThat(this.receiver.sizes).containsExactly(8);
		this.receiver.request(1);
		assertThat(this.receiver.failure).isInstanceOf(IllegalStateException.class);
		queue.fail(new IllegalStateException("told once"));
		offer(queue, 1);
		assertThat(this.receiver.sizes).containsExactly(8);
	}

	@Test
	void forWantOfMemoryTheStreamEndsSoThatThePeerMayGoElsewhere() {
		OutboundQueue queue = queue(10, 1024, OverflowPolicy.DISCONNECT);
		queue.fail(new OutOfMemoryError("not really"));
		assertThat(this.receiver.failure).isInstanceOfSatisfying(CloseException.class,
				(it) -> assertThat(it.status().getCode()).isEqualTo(1013));
	}

	@Test
	void nothingIsMadeForASubscriberThatIsGone() {
		OutboundQueue queue = queue(10, 1024, OverflowPolicy.DISCONNECT);
		queue.hold();
		this.receiver.request(2);
		queue.cancel();
		queue.lead(Flux.just(8).map(OutboundQueueTests::made));
		assertThat(this.receiver.sizes).isEmpty();
	}

	private static EncodedMessage made(int size) {
		return EncodedMessage.of(ByteBufAllocator.DEFAULT, false, new byte[size]);
	}

	@Test
	void passesStraightThroughWithDemand() {
		OutboundQueue queue = queue(1, 1024, OverflowPolicy.DISCONNECT);
		this.receiver.request(3);
		assertThat(queue.isIdle()).isTrue();
		offer(queue, 10, 10, 10);
		assertThat(this.receiver.sizes).containsExactly(10, 10, 10);
		assertThat(queue.isIdle()).isFalse();
		assertThat(queue.queuedMessages()).isZero();
	}

	@Test
	void queuesWithoutDemandAndKeepsTheOrder() {
		OutboundQueue queue = queue(10, 1024, OverflowPolicy.DISCONNECT);
		offer(queue, 1, 2, 3);
		assertThat(queue.queuedMessages()).isEqualTo(3);
		assertThat(queue.queuedBytes()).isEqualTo(1 + 2 + 3 + 3 * 2);
		this.receiver.request(2);
		offer(queue, 4);
		this.receiver.request(2);
		assertThat(this.receiver.sizes).containsExactly(1, 2, 3, 4);
		assertThat(queue.queuedBytes()).isZero();
	}

	@Test
	void disconnectsWith1013WhenMessagesOverflow() {
		OutboundQueue queue = queue(2, 1024, OverflowPolicy.DISCONNECT);
		offer(queue, 1, 2, 3);
		assertThat(this.receiver.failure).isInstanceOfSatisfying(CloseException.class,
				(ex) -> assertThat(ex.status().getCode()).isEqualTo(1013));
		assertThat(this.dropped.sum()).isEqualTo(3);
		offer(queue, 4);
		assertThat(queue.queuedMessages()).isZero();
	}

	@Test
	void disconnectsWhenBytesOverflow() {
		OutboundQueue queue = queue(1000, 1024, OverflowPolicy.DISCONNECT);
		offer(queue, 600, 600);
		assertThat(this.receiver.failure).isNotNull();
	}

	@Test
	void dropsTheOldestUntilTheNewFits() {
		OutboundQueue queue = queue(1000, 1024, OverflowPolicy.DROP_OLDEST);
		offer(queue, 300, 301, 302, 500);
		this.receiver.request(10);
		assertThat(this.receiver.sizes).containsExactly(302, 500);
		assertThat(this.dropped.sum()).isEqualTo(2);
	}

	@Test
	void dropsTheLatest() {
		OutboundQueue queue = queue(2, 1024, OverflowPolicy.DROP_LATEST);
		offer(queue, 1, 2, 3, 4);
		this.receiver.request(10);
		assertThat(this.receiver.sizes).containsExactly(1, 2);
		assertThat(this.dropped.sum()).isEqualTo(2);
	}

	@Test
	void oneMessageAlwaysFits() {
		OutboundQueue queue = queue(1, 1024, OverflowPolicy.DROP_OLDEST);
		offer(queue, 5000, 6000);
		this.receiver.request(1);
		assertThat(this.receiver.sizes).containsExactly(6000);
	}

	@Test
	void countsTheMessagesOfAJoinedOne() {
		OutboundQueue queue = queue(3, 1024, OverflowPolicy.DROP_LATEST);
		EncodedMessage one = message(1);
		EncodedMessage joined = EncodedMessage.join(ByteBufAllocator.DEFAULT, List.of(one, one));
		this.offered.add(joined);
		queue.offer(joined);
		queue.offer(joined);
		assertThat(queue.queuedMessages()).isEqualTo(2);
		assertThat(this.dropped.sum()).isEqualTo(2);
	}

	@Test
	void takesNothingAfterCancel() {
		OutboundQueue queue = queue(3, 1024, OverflowPolicy.DROP_LATEST);
		offer(queue, 1);
		this.receiver.cancel();
		offer(queue, 2);
		assertThat(queue.queuedMessages()).isZero();
		assertThat(queue.isIdle()).isFalse();
	}

	@Test
	void hasOneSubscriber() {
		OutboundQueue queue = queue(3, 1024, OverflowPolicy.DROP_LATEST);
		Receiver second = new Receiver();
		queue.subscribe(second);
		assertThat(second.failure).isInstanceOf(IllegalStateException.class);
	}

	private OutboundQueue queue(int messages, int bytes, OverflowPolicy policy) {
		OutboundQueue queue = new OutboundQueue(new QueueProperties(messages, DataSize.ofBytes(bytes), policy),
				this.dropped::add, MemoryAccount.UNLIMITED);
		queue.subscribe(this.receiver);
		return queue;
	}

	private void offer(OutboundQueue queue, int... sizes) {
		for (int size : sizes) {
			queue.offer(message(size));
		}
	}

	private EncodedMessage message(int size) {
		EncodedMessage message = EncodedMessage.of(ByteBufAllocator.DEFAULT, false, new byte[size]);
		this.offered.add(message);
		return message;
	}

	private static final class Receiver extends BaseSubscriber<EncodedMessage> {

		private final List<Integer> sizes = new ArrayList<>();

		private Throwable failure;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// Demand is the test's.
		}

		@Override
		protected void hookOnNext(EncodedMessage message) {
			this.sizes.add(message.payloadBytes());
			message.release();
		}

		@Override
		protected void hookOnError(Throwable failure) {
			this.failure = failure;
		}

	}

}
