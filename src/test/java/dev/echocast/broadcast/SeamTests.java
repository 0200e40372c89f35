package dev.echocast.broadcast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineFixtures;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Placement;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Retained;
import dev.echocast.engine.Roster;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.support.Seeds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class SeamTests {

	/** Of each member; a slow machine has much to catch up with. */
	private static final int RESUMES = Seeds.isLong() ? 20 : 5;

	private static final int HISTORY = 1_000_000;

	private final List<ExecutorService> eventLoops = List.of(Executors.newSingleThreadExecutor(),
			Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor());

	private final BroadcastEngine engine = EngineFixtures.inMemory(HISTORY);

	private Topics topics = new Topics(this.engine, Roster.ALONE, new SimpleMeterRegistry(),
			new MemoryLedger(Long.MAX_VALUE), Schedulers.parallel());

	private final List<String> problems = new CopyOnWriteArrayList<>();

	private final AtomicBoolean publishing = new AtomicBoolean(true);

	@AfterEach
	void stop() {
		this.eventLoops.forEach(ExecutorService::shutdown);
	}

	@Test
	void liveBeginsWhereTheHistoryEnds() {
		Seam seam = new Seam(null);
		assertThat(seam.replay(history(1, 2, 3)).publications()).hasSize(3);
		assertThat(seam.passes(new Position("e", 3))).isFalse();
		assertThat(seam.isClosed()).isTrue();
		assertThat(seam.passes(new Position("e", 4))).isTrue();
		assertThat(seam.passes(new Position("f", 1))).as("another count").isTrue();
	}

	@Test
	void theReplayEndsWhereTheQueueBegins() {
		Seam seam = new Seam(null);
		assertThat(seam.passes(new Position("e", 3))).isTrue();
		assertThat(seam.passes(new Position("e", 4))).isTrue();
		History replay = seam.replay(history(1, 2, 3, 4, 5));
		assertThat(replay.publications()).hasSize(2);
		assertThat(replay.position()).hasToString("e:2");
		assertThat(seam.passes(new Position("e", 5))).isTrue();
	}

	@Test
	void whatWasSeenElsewhereIsNotQueuedAgain() {
		Seam seam = new Seam(new Position("e", 2));
		assertThat(seam.passes(new Position("e", 1))).isFalse();
		assertThat(seam.passes(new Position("e", 2))).isFalse();
		assertThat(seam.replay(history(3, 4)).publications()).hasSize(2);
		assertThat(seam.passes(new Position("e", 3))).isFalse();
		assertThat(seam.passes(new Position("e", 5))).isTrue();
	}

	/**
	 * Which of the two counts is the later one cannot be told, so nobody could be told
	 * what is missing between them.
	 */
	@Test
	void aHistoryOfAnotherCountThanWhatIsQueuedCannotBeJoinedToIt() {
		Seam seam = new Seam(null);
		assertThat(seam.passes(new Position("d", 7))).isTrue();
		assertThatExceptionOfType(EngineUnavailableException.class).isThrownBy(() -> seam.replay(history(1, 2)));
	}

	private static History history(int... offsets) {
		List<Publication> publications = new ArrayList<>();
		for (int offset : offsets) {
			publications.add(new Publication(new Message("t", null, null, true, new byte[0]), new Position("e", offset),
					Instant.EPOCH));
		}
		return new History(publications.get(publications.size() - 1).position(), publications, true);
	}

	/**
	 * Live publications that lag behind the history, as they do when an engine carries
	 * them over a network, meet members after their replay; others before it.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void membersJoinLeaveAndResumeAtFullSpeedWithoutGapOrDuplicate(boolean lagging) throws Exception {
		if (lagging) {
			this.topics = new Topics(lagging(), Roster.ALONE, new SimpleMeterRegistry(),
					new MemoryLedger(Long.MAX_VALUE), Schedulers.parallel());
		}
		ExecutorService publishers = Executors.newFixedThreadPool(3);
		for (int publisher = 0; publisher < 3; publisher++) {
			publishers.execute(this::publishAtFullSpeed);
		}
		List<RestlessMember> members = new ArrayList<>();
		for (int i = 0; i < 24; i++) {
			RestlessMember member = new RestlessMember(this.topics, this.eventLoops.get(i % 3), i, this.problems);
			members.add(member);
			member.join();
		}
		await().until(() -> members.stream().allMatch((it) -> it.resumes() >= RESUMES) || !this.problems.isEmpty());
		this.publishing.set(false);
		publishers.shutdown();
		assertThat(publishers.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		long last = this.engine.history("t", null, 0).block().position().offset();
		members.forEach((it) -> it.stay());
		await().until(() -> members.stream().allMatch((it) -> it.seen() == last) || !this.problems.isEmpty());
		assertThat(this.problems).isEmpty();
		members.forEach(RestlessMember::leaveForGood);
		await().until(() -> this.topics.names("", 10, (topic) -> true).block().isEmpty());
	}

	private BroadcastEngine lagging() {
		BroadcastEngine engine = this.engine;
		return new BroadcastEngine() {

			@Override
			public Mono<Placement> publish(List<Message> batch, String key) {
				return engine.publish(batch, key);
			}

			@Override
			public Flux<Publication> publications(String topic) {
				return engine.publications(topic).publishOn(Schedulers.boundedElastic(), 64);
			}

			@Override
			public Mono<History> history(String topic, Position since, int limit) {
				return engine.history(topic, since, limit);
			}

			@Override
			public Mono<Retained> retained(String topic) {
				return engine.retained(topic);
			}

		};
	}

	private void publishAtFullSpeed() {
		while (this.publishing.get()) {
			Flux.range(0, 50)
				.concatMap((i) -> this.topics.publish(new Message("t", "x", null, true, "m".getBytes()))
					.publishOn(Schedulers.boundedElastic()))
				.blockLast(SOON);
		}
	}

}
