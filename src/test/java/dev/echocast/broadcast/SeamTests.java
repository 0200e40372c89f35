package dev.echocast.broadcast;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.echocast.broadcast.JoinRequest.ReplayRequest;
import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineFixtures;
import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Retained;
import dev.echocast.engine.Roster;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import dev.echocast.transport.EncodedMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SeamTests {

	private static final int HISTORY = 1_000_000;

	private final List<ExecutorService> eventLoops = List.of(Executors.newSingleThreadExecutor(),
			Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor());

	private final BroadcastEngine engine = EngineFixtures.inMemory(HISTORY);

	private Topics topics = new Topics(this.engine, Roster.ALONE, new SimpleMeterRegistry(),
			reactor.core.scheduler.Schedulers.parallel());

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

	private static History history(int... offsets) {
		List<Publication> publications = new ArrayList<>();
		for (int offset : offsets) {
			publications.add(new Publication(new Message("t", null, true, new byte[0]), new Position("e", offset),
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
			this.topics = new Topics(lagging(), Roster.ALONE, new SimpleMeterRegistry(), Schedulers.parallel());
		}
		ExecutorService publishers = Executors.newFixedThreadPool(3);
		for (int publisher = 0; publisher < 3; publisher++) {
			publishers.execute(this::publishAtFullSpeed);
		}
		List<Follower> followers = new ArrayList<>();
		for (int i = 0; i < 24; i++) {
			Follower follower = new Follower(this.eventLoops.get(i % 3), i);
			followers.add(follower);
			follower.join();
		}
		await().atMost(Duration.ofSeconds(30))
			.until(() -> followers.stream().allMatch((it) -> it.resumes >= 20) || !this.problems.isEmpty());
		this.publishing.set(false);
		publishers.shutdown();
		assertThat(publishers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		long last = this.engine.history("t", null, 0).block().position().offset();
		followers.forEach((it) -> it.staying = true);
		await().atMost(Duration.ofSeconds(10))
			.until(() -> followers.stream().allMatch((it) -> it.seen == last) || !this.problems.isEmpty());
		assertThat(this.problems).isEmpty();
		followers.forEach(Follower::leaveForGood);
		await().until(() -> this.topics.names().block().isEmpty());
	}

	private BroadcastEngine lagging() {
		BroadcastEngine engine = this.engine;
		return new BroadcastEngine() {

			@Override
			public Mono<Position> publish(List<Message> batch, String key) {
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
				.concatMap((i) -> this.topics.publish(new Message("t", "x", true, "m".getBytes()))
					.publishOn(Schedulers.boundedElastic()))
				.blockLast(Duration.ofSeconds(10));
		}
	}

	/**
	 * A member in the JSON form that leaves after some messages and comes back for what
	 * it missed. Confined to its event loop.
	 */
	private final class Follower {

		private final ExecutorService eventLoop;

		private final Random random;

		private Subscription subscription;

		private String epoch;

		private int untilLeaving;

		private volatile long seen = -1;

		private volatile int resumes;

		private volatile boolean staying;

		Follower(ExecutorService eventLoop, int seed) {
			this.eventLoop = eventLoop;
			this.random = new Random(seed);
		}

		void join() {
			this.eventLoop.execute(() -> {
				Position since = (this.seen >= 0) ? new Position(this.epoch, this.seen) : null;
				OutboundQueue queue = new OutboundQueue(
						new QueueProperties(HISTORY, DataSize.ofGigabytes(1), OverflowPolicy.DISCONNECT), (count) -> {
						});
				Subscription member = new Subscription("f", WireForm.JSON, true, false, this.eventLoop, queue);
				this.subscription = member;
				this.untilLeaving = 1 + this.random.nextInt(200);
				queue.map(EncodedMessage::toMessage).doOnNext((message) -> {
					byte[] frames = new byte[message.getPayload().readableByteCount()];
					message.getPayload().toByteBuffer(ByteBuffer.wrap(frames));
					message.release();
					take(member, ByteBuffer.wrap(frames));
				}).subscribe();
				SeamTests.this.topics
					.join("t", member, new ReplayRequest(since, (since != null) ? Integer.MAX_VALUE : 0),
							(welcome) -> TopicJson.welcome(new TopicJson.Member("f", "n", "t"), 1, welcome.position(),
									welcome.recovered()))
					.subscribe();
			});
		}

		/** Joined messages come as several frames in one piece. */
		private void take(Subscription from, ByteBuffer frames) {
			while (frames.hasRemaining()) {
				frames.get();
				int length = frames.get();
				byte[] payload = new byte[(length == 126) ? frames.getShort() : length];
				frames.get(payload);
				JsonNode json = JsonMapper.shared().readTree(payload);
				Position position = Position.parse(json.path("position").asString());
				if (json.path("type").asString().equals("welcome")) {
					welcomed(json, position);
				}
				else if (from == this.subscription) {
					received(position);
				}
			}
		}

		private void welcomed(JsonNode welcome, Position position) {
			if (this.seen < 0) {
				this.epoch = position.epoch();
				this.seen = position.offset();
			}
			else if (!welcome.path("recovered").asBoolean(false)) {
				SeamTests.this.problems.add("not recovered since " + this.seen);
			}
		}

		private void received(Position position) {
			if (position.offset() != this.seen + 1 || !position.epoch().equals(this.epoch)) {
				SeamTests.this.problems.add(position + " after " + this.seen);
			}
			this.seen = position.offset();
			if (--this.untilLeaving == 0 && !this.staying) {
				Subscription left = this.subscription;
				this.subscription = null;
				this.resumes++;
				this.eventLoop.execute(() -> {
					left.queue().cancel();
					SeamTests.this.topics.leave("t", left);
				});
				join();
			}
		}

		void leaveForGood() {
			this.eventLoop.execute(() -> {
				this.subscription.queue().cancel();
				SeamTests.this.topics.leave("t", this.subscription);
			});
		}

	}

}
