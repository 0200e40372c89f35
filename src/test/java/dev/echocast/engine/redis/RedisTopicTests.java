package dev.echocast.engine.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.echocast.engine.Backlogs;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Room;
import dev.echocast.engine.TopicHistory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a fault in a step of a topic costs.
 */
class RedisTopicTests {

	private final List<Publication> received = new ArrayList<>();

	private final List<Throwable> failures = new ArrayList<>();

	private final AtomicInteger gaps = new AtomicInteger();

	private final AtomicLong recentBytes = new AtomicLong();

	private final List<CompletableFuture<@Nullable Page>> reads = new ArrayList<>();

	private final List<RuntimeException> faults = new ArrayList<>();

	private final RedisTopic topic = new RedisTopic("t",
			new RecentPublications(
					new TopicHistory(new HistoryLimits(10, Duration.ofMinutes(1), 10_000), this.recentBytes)),
			this::read, new Backlogs(new SimpleMeterRegistry()).open("t"), Room.ofNode(), this.gaps::incrementAndGet);

	private CompletionStage<@Nullable Page> read(String topic, TimedPosition seen) {
		if (!this.faults.isEmpty()) {
			throw this.faults.remove(0);
		}
		CompletableFuture<@Nullable Page> read = new CompletableFuture<>();
		this.reads.add(read);
		return read;
	}

	@BeforeEach
	void begin() {
		follow(this.received::add);
		touch(0);
	}

	private void follow(Consumer<Publication> follower) {
		this.topic.follow(new Subscriber<>() {

			@Override
			public void onSubscribe(Subscription subscription) {
				subscription.request(Long.MAX_VALUE);
			}

			@Override
			public void onNext(Publication publication) {
				follower.accept(publication);
			}

			@Override
			public void onError(Throwable failure) {
				RedisTopicTests.this.failures.add(failure);
			}

			@Override
			public void onComplete() {
				throw new AssertionError();
			}

		}, () -> {
		});
	}

	private void touch(long offset) {
		this.topic.touched(new TimedPosition(new Position("e", offset), 0), Instant.EPOCH);
	}

	private static Publication publication(long offset) {
		return new Publication(new Message("t", null, null, true, new byte[1]), new Position("e", offset),
				Instant.ofEpochMilli(offset));
	}

	private List<Long> offsets() {
		return this.received.stream().map((it) -> it.position().offset()).toList();
	}

	private static RuntimeException fault() {
		return new IllegalStateException("a fault for the test");
	}

	@Test
	void aFollowerThatThrowsIsFollowedNoMoreAndTheOthersGetAll() {
		follow((publication) -> {
			throw fault();
		});
		this.topic.announced(publication(1));
		this.topic.announced(publication(2));
		assertThat(offsets()).containsExactly(1L, 2L);
		assertThat(this.failures).hasSize(1);
	}

	@Test
	void aReadThatThrowsIsRepeatedAtTheNextTouch() {
		this.faults.add(fault());
		this.topic.announced(publication(2));
		touch(2);
		this.reads.get(0).complete(new Page("e", 2, 0, 2, true, List.of(publication(1), publication(2))));
		this.topic.announced(publication(3));
		assertThat(offsets()).containsExactly(1L, 2L, 3L);
	}

	@Test
	void aPageThatIsGarbageIsReadAgainAtTheNextTouch() {
		this.topic.announced(publication(2));
		List<Publication> garbage = new ArrayList<>();
		garbage.add(null);
		this.reads.get(0).complete(new Page("e", 2, 0, 2, true, garbage));
		assertThat(this.reads).as("not at once").hasSize(1);
		touch(2);
		this.reads.get(1).complete(new Page("e", 2, 0, 2, true, List.of(publication(1), publication(2))));
		assertThat(offsets()).containsExactly(1L, 2L);
	}

	@Test
	void aPublisherThatThrowsHoldsUpNobody() {
		List<String> published = new ArrayList<>();
		List<Message> batch = List.of(new Message("t", null, null, true, new byte[1]));
		for (int i = 2; i < 300; i++) {
			this.topic.announced(publication(i));
		}
		this.topic.publishers().admit(batch, () -> {
			throw fault();
		});
		this.topic.publishers().admit(batch, () -> published.add("next"));
		assertThat(published).isEmpty();
		this.reads.get(0).complete(new Page("e", 1, 0, 1, true, List.of(publication(1))));
		assertThat(published).containsExactly("next");
		assertThat(offsets()).hasSize(299);
	}

}
