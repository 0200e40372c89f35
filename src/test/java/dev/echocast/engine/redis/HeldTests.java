package dev.echocast.engine.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import dev.echocast.engine.Backlogs;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Room;
import dev.echocast.engine.TopicHistory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Topics whose followers take nothing for a while.
 */
class HeldTests {

	private static final int BYTES = 100;

	/** For ten publications of all topics. */
	private final Room node = new Room(1000, 10 * BYTES);

	@Test
	void allTopicsTogetherHoldSoMuchAndTheRestIsReadAgain() {
		Stalled first = new Stalled(this.node);
		Stalled second = new Stalled(this.node);
		first.announce(BYTES, 1, 12);
		assertThat(this.node.bytes()).isEqualTo(10 * BYTES);
		second.announce(BYTES, 1, 3);
		assertThat(this.node.bytes()).isEqualTo(10 * BYTES);
		assertThat(first.reads).isEmpty();
		assertThat(second.reads).isEmpty();
		first.follower.request(10);
		first.answer(BYTES, 11, 12);
		first.follower.request(10);
		second.follower.request(1);
		second.answer(BYTES, 1, 3);
		second.follower.request(10);
		assertThat(first.received).isEqualTo(LongStream.rangeClosed(1, 12).boxed().toList());
		assertThat(second.received).containsExactly(1L, 2L, 3L);
		assertThat(this.node.bytes()).isZero();
		assertThat(this.node.messages()).isZero();
	}

	@Test
	void aTopicWhoseFollowersWaitGoesOnThoughTheNodeHasNoRoom() {
		Stalled first = new Stalled(this.node);
		Stalled second = new Stalled(this.node);
		first.announce(BYTES, 1, 10);
		second.follower.request(3);
		second.announce(BYTES, 1, 2);
		assertThat(second.received).containsExactly(1L, 2L);
		second.announce(BYTES, 5, 5);
		second.answer(BYTES, 3, 5);
		assertThat(second.received).containsExactly(1L, 2L, 3L);
		second.follower.request(2);
		assertThat(second.received).containsExactly(1L, 2L, 3L, 4L, 5L);
		assertThat(this.node.bytes()).isEqualTo(10 * BYTES);
	}

	@Test
	void aTopicThatIsBehindReadsNoMoreThanALittleAhead() {
		Stalled topic = new Stalled(Room.ofNode());
		int large = (int) Held.BUSY_BYTES / 2;
		topic.announce(1, 5, 5);
		topic.answer(large, 1, 1);
		topic.answer(large, 2, 2);
		assertThat(topic.reads).isEmpty();
		topic.follower.request(1);
		topic.answer(large, 3, 3);
		assertThat(topic.reads).isEmpty();
		topic.follower.request(10);
		topic.answer(large, 4, 5);
		assertThat(topic.received).containsExactly(1L, 2L, 3L, 4L, 5L);
	}

	/** A topic with a follower that requests nothing by itself. */
	private static final class Stalled {

		private final List<Long> received = new ArrayList<>();

		/** What is being read. */
		private final List<CompletableFuture<@Nullable Page>> reads = new ArrayList<>();

		private final BaseSubscriber<Publication> follower = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				// When the test says so.
			}

			@Override
			protected void hookOnNext(Publication publication) {
				Stalled.this.received.add(publication.position().offset());
			}

		};

		private final RedisTopic topic;

		Stalled(Room node) {
			this.topic = new RedisTopic("t",
					new RecentPublications(
							new TopicHistory(new HistoryLimits(0, Duration.ofMinutes(1), 0), new AtomicLong())),
					(name, seen) -> {
						CompletableFuture<@Nullable Page> read = new CompletableFuture<>();
						this.reads.add(read);
						return read;
					}, new Backlogs(new SimpleMeterRegistry()).open("t"), node, () -> {
					});
			this.topic.follow(this.follower, () -> {
			});
			this.topic.touched(new TimedPosition(new Position("e", 0), 0), Instant.EPOCH);
		}

		private static Publication publication(int bytes, long offset) {
			return new Publication(new Message("t", null, null, true, new byte[bytes]), new Position("e", offset),
					Instant.ofEpochMilli(offset));
		}

		void announce(int bytes, long first, long last) {
			for (long offset = first; offset <= last; offset++) {
				this.topic.announced(publication(bytes, offset));
			}
		}

		void answer(int bytes, long first, long last) {
			this.reads.remove(0)
				.complete(new Page("e", Math.max(last, 5), 0, (int) last, true,
						LongStream.rangeClosed(first, last).mapToObj((offset) -> publication(bytes, offset)).toList()));
		}

	}

}
