package dev.echocast.broadcast;

import dev.echocast.engine.Roster.Attendee;
import static dev.echocast.engine.RosterFixtures.attendee;
import dev.echocast.access.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Placement;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Retained;
import dev.echocast.engine.Roster;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import dev.echocast.transport.CloseException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A topic whose engine loses something and that has members elsewhere.
 */
class ManyNodesTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<String> received = new ArrayList<>();

	private final List<String> told = new ArrayList<>();

	private final List<Throwable> closed = new ArrayList<>();

	private Sinks.Many<Publication> publications = Sinks.many().unicast().onBackpressureBuffer();

	private final Sinks.Many<Roster.Elsewhere> elsewhere = Sinks.many().unicast().onBackpressureBuffer();

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final Topics topics = new Topics(new Engine(), new Others(), new SimpleMeterRegistry(),
			new MemoryLedger(Long.MAX_VALUE), this.scheduler);

	private final Member member = member(this.received);

	private Position history = new Position("e", 7);

	@BeforeEach
	void join() {
		join(this.member);
		assertThat(this.received).singleElement().asString().contains("\"position\":\"e:7\"");
		this.received.clear();
	}

	private void join(Member member) {
		this.topics.join(member);
		this.topics.replay(member).subscribe();
		runTasks();
	}

	@Test
	void whatFollowsComesWithoutAWord() {
		publish("e", 8);
		publish("e", 9);
		assertThat(this.received).hasSize(2).allMatch((it) -> it.contains("\"type\":\"message\""));
	}

	@Test
	void aHoleInTheOffsetsIsAnnouncedBeforeWhatFollowsIt() {
		publish("e", 8);
		publish("e", 11);
		assertThat(this.received).hasSize(3);
		assertThat(this.received.get(1)).contains("\"type\":\"welcome\"", "\"position\":\"e:10\"",
				"\"recovered\":false");
		assertThat(this.received.get(2)).contains("\"position\":\"e:11\"");
	}

	@Test
	void aNewEpochIsAnnouncedEvenBeforeTheFirstMessage() {
		publish("f", 1);
		assertThat(this.received).hasSize(2);
		assertThat(this.received.get(0)).contains("\"position\":\"f:0\"", "\"recovered\":false");
	}

	@Test
	void whoComesAfterALossIsNotToldAgainWithTheOthers() {
		publish("e", 8);
		this.history = new Position("f", 0);
		List<String> others = new ArrayList<>();
		Member late = member(others);
		join(late);
		publish("f", 1);
		assertThat(this.received).element(1).asString().contains("\"position\":\"f:0\"", "\"recovered\":false");
		assertThat(others).hasSize(2);
		assertThat(others.get(0)).contains("\"type\":\"welcome\"", "\"position\":\"f:0\"").doesNotContain("recovered");
		assertThat(others.get(1)).contains("\"type\":\"message\"", "\"position\":\"f:1\"");
	}

	@Test
	void countsMembersElsewhereAndTellsWhoComesAndGoesThere() {
		this.elsewhere.tryEmitNext(new Roster.Elsewhere(5, new Roster.Movement(attendee("b"), 4), null));
		runTasks();
		assertThat(this.received).containsExactly("{\"type\":\"joined\",\"session\":\"b\",\"members\":6,\"others\":4}");
		this.elsewhere.tryEmitNext(new Roster.Elsewhere(4, null, new Roster.Movement(attendee("c"), 0)));
		runTasks();
		assertThat(this.received.get(1)).isEqualTo("{\"type\":\"left\",\"session\":\"c\",\"members\":5}");
		assertThat(this.topics.describe("t").block().members()).isEqualTo(1 + 2);
		assertThat(this.topics.names("", 10, (topic) -> true).block()).containsExactlyInAnyOrder("t", "u");
	}

	@Test
	void tellsOtherNodesWhoComesAndGoesHere() {
		this.scheduler.advanceTimeBy(Presence.WINDOW);
		assertThat(this.told).containsExactly("t [a] [] 1");
	}

	@Test
	void whatTheEngineCannotGoOnWithClosesTheMembersAndIsFollowedAgain() {
		Sinks.Many<Publication> lost = this.publications;
		this.publications = Sinks.many().unicast().onBackpressureBuffer();
		lost.tryEmitError(new EngineUnavailableException("a fault for the test", null));
		runTasks();
		assertThat(this.closed).singleElement()
			.isInstanceOfSatisfying(CloseException.class, (it) -> assertThat(it.status().getCode()).isEqualTo(1013));
		List<String> others = new ArrayList<>();
		join(member(others));
		this.scheduler.advanceTimeBy(Topic.PAUSE);
		publish("e", 8);
		assertThat(others).last().asString().contains("\"position\":\"e:8\"");
	}

	@Test
	void aTopicWithoutMembersIsNotFollowedAgain() {
		Sinks.Many<Publication> lost = this.publications;
		this.publications = Sinks.many().unicast().onBackpressureBuffer();
		lost.tryEmitError(new EngineUnavailableException("a fault for the test", null));
		this.topics.leave(this.member);
		this.scheduler.advanceTimeBy(Topic.PAUSE);
		assertThat(this.publications.currentSubscriberCount()).isZero();
	}

	private void publish(String epoch, long offset) {
		this.publications.tryEmitNext(new Publication(new Message("t", "x", null, true, new byte[0]),
				new Position(epoch, offset), Instant.EPOCH));
		runTasks();
	}

	private void runTasks() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	private Member member(List<String> received) {
		OutboundQueue queue = new OutboundQueue(
				new QueueProperties(100, DataSize.ofMegabytes(1), OverflowPolicy.DISCONNECT), (count) -> {
				}, MemoryAccount.UNLIMITED);
		queue.subscribe((message) -> {
			String text = message.toMessage().getPayload().toString(StandardCharsets.UTF_8);
			received.add(text.substring(text.indexOf('{')));
			message.release();
		}, this.closed::add);
		return new Member("a", () -> Identity.ANYBODY, new JoinRequest("t", true, true, ReplayRequest.NONE),
				WireForm.JSON, (welcome) -> TopicJson.welcome("a", null, Identity.ANYBODY, "t", welcome),
				this.tasks::add, queue, MemoryAccount.UNLIMITED);
	}

	private final class Engine implements BroadcastEngine {

		@Override
		public Mono<Placement> publish(List<Message> batch, @Nullable String key) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Flux<Publication> publications(String topic) {
			return Flux.defer(() -> ManyNodesTests.this.publications.asFlux());
		}

		@Override
		public Mono<History> history(String topic, @Nullable Position since, int limit) {
			return Mono.just(new History(ManyNodesTests.this.history, List.of(), true));
		}

		@Override
		public Mono<Retained> retained(String topic) {
			return Mono.just(new Retained(new Position("e", 7), 0));
		}

	}

	private final class Others implements Roster {

		@Override
		public boolean isShared() {
			return true;
		}

		@Override
		public void changed(String topic, List<Attendee> joined, List<Attendee> left, int members) {
			ManyNodesTests.this.told.add(topic + " " + sessions(joined) + " " + sessions(left) + " " + members);
		}

		private static List<String> sessions(List<Attendee> attendees) {
			return attendees.stream().map(Attendee::session).toList();
		}

		@Override
		public Flux<Elsewhere> elsewhere(String topic) {
			return ManyNodesTests.this.elsewhere.asFlux();
		}

		@Override
		public Mono<Members> members(String topic, int limit) {
			return Mono.just(new Members(2, List.of("b", "c").subList(0, Math.min(2, limit))));
		}

		@Override
		public Mono<Set<String>> topics() {
			return Mono.just(Set.of("t", "u"));
		}

	}

}
