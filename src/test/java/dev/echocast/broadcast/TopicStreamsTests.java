package dev.echocast.broadcast;

import java.util.concurrent.TimeUnit;
import java.time.Duration;
import java.time.Instant;
import dev.echocast.access.Identities;
import dev.echocast.access.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineFixtures;
import dev.echocast.engine.Message;
import dev.echocast.engine.Roster;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import dev.echocast.session.SessionFixtures;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

class TopicStreamsTests {

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final BroadcastEngine engine = EngineFixtures.inMemory();

	private final Topics topics = new Topics(this.engine, Roster.ALONE, new SimpleMeterRegistry(),
			new MemoryLedger(Long.MAX_VALUE), this.scheduler);

	private final dev.echocast.session.EventStreams draining = SessionFixtures.eventStreams(this.scheduler);

	private final TopicStreams streams = new TopicStreams(this.topics,
			new QueueProperties(2, DataSize.ofKilobytes(64), OverflowPolicy.DISCONNECT), (count) -> {
			}, this.draining, this.scheduler);

	@Test
	void silenceIsBrokenByComments() {
		StepVerifier.create(this.streams.open("t", null, 0, Identity.ANYBODY, Runnable::run, MemoryAccount.UNLIMITED))
			.expectNextMatches(is("event: welcome"))
			.then(() -> this.scheduler.advanceTimeBy(TopicStreams.HEARTBEAT))
			.expectNextMatches(is(": still here"))
			.then(() -> this.scheduler.advanceTimeBy(TopicStreams.HEARTBEAT))
			.expectNextMatches(is(": still here"))
			.thenCancel()
			.verify(SOON);
		assertThat(this.topics.names("", 10, (topic) -> true).block()).isEmpty();
	}

	@Test
	void aDrainEndsTheStream() {
		StepVerifier.create(this.streams.open("t", null, 0, Identity.ANYBODY, Runnable::run, MemoryAccount.UNLIMITED))
			.expectNextMatches(is("event: welcome"))
			.then(() -> SessionFixtures.end(this.draining))
			.expectErrorMatches(ends(1001, "shutting down: reconnect"))
			.verify(SOON);
		assertThat(this.topics.names("", 10, (topic) -> true).block()).isEmpty();
	}

	@Test
	void aDrainEndsAReplayAndAllThatItHolds() {
		MemoryLedger ledger = new MemoryLedger(Long.MAX_VALUE);
		MemoryAccount memory = ledger.open(new MemoryLedger.Holder() {

			@Override
			public void evict() {
				// Nothing is too much.
			}

			@Override
			public void cut() {
				// Nothing is too much.
			}

		});
		publish(2);
		StepVerifier.create(this.streams.open("t", null, 2, Identity.ANYBODY, Runnable::run, memory), 2)
			.expectNextMatches(is("event: welcome"))
			.expectNextMatches(is("data: x"))
			.then(() -> assertThat(ledger.held()).isPositive())
			.then(() -> SessionFixtures.end(this.draining))
			.expectErrorMatches(ends(1001, "shutting down: reconnect"))
			.verify(SOON);
		assertThat(ledger.held()).isZero();
	}

	@Test
	void aDrainEndsTheStreamBehindWhatWasPublished() {
		Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
		List<String> log = new ArrayList<>();
		this.streams.open("t", null, 0, Identity.ANYBODY, tasks::add, MemoryAccount.UNLIMITED).doOnNext((message) -> {
			log.addAll(message.toMessage()
				.getPayload()
				.toString(StandardCharsets.UTF_8)
				.lines()
				.filter("data: x"::equals)
				.toList());
			message.release();
		}).doOnError((end) -> log.add("end")).onErrorComplete().subscribe();
		runAll(tasks);
		publish(150);
		SessionFixtures.end(this.draining);
		runAll(tasks);
		assertThat(log).hasSize(151).endsWith("end");
	}

	private static void runAll(Queue<Runnable> tasks) {
		for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
			task.run();
		}
	}

	@Test
	void aStreamSaysWhoseItIsAndEndsWithTheToken() {
		Instant expires = Instant.ofEpochMilli(this.scheduler.now(TimeUnit.MILLISECONDS)).plusSeconds(10);
		StepVerifier
			.create(this.streams.open("t", null, 0, Identities.expiring("ada", expires), Runnable::run,
					MemoryAccount.UNLIMITED))
			.expectNextMatches(is("\"user\":\"ada\",\"expires\":\"" + expires + "\""))
			.then(() -> this.scheduler.advanceTimeBy(Duration.ofSeconds(10)))
			.expectErrorMatches(ends(3000, "token expired"))
			.verify(SOON);
		assertThat(this.topics.names("", 10, (topic) -> true).block()).isEmpty();
	}

	@Test
	void aStreamThatIsTooSlowEndsThoughNothingIsTakenFromIt() {
		StepVerifier
			.create(this.streams.open("t", null, 0, Identity.ANYBODY, Runnable::run, MemoryAccount.UNLIMITED), 1)
			.expectNextMatches(is("event: welcome"))
			.then(() -> publish(3))
			.expectErrorMatches(ends(1013, "slow consumer: reconnect and resume"))
			.verify(SOON);
		assertThat(this.topics.names("", 10, (topic) -> true).block()).isEmpty();
	}

	private static Predicate<Throwable> ends(int code, String reason) {
		return (failure) -> {
			CloseStatus status = ((CloseException) failure).status();
			EncodedMessage lastWords = TopicStreams.lastWords(status);
			return status.getCode() == code && is(": " + reason + "\n\n").test(lastWords);
		};
	}

	private void publish(int count) {
		for (int i = 0; i < count; i++) {
			this.topics.publish(new Message("t", null, null, true, new byte[] { 'x' })).block(SOON);
		}
	}

	private static Predicate<EncodedMessage> is(String content) {
		return (message) -> {
			String text = message.toMessage().getPayload().toString(StandardCharsets.UTF_8);
			message.release();
			return text.contains(content);
		};
	}

}
