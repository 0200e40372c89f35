package dev.echocast.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody sets the system's clock while messages come.
 */
class ClockJumpTests {

	private Instant now = Instant.parse("2020-01-01T00:00:00Z");

	private final InstantSource time = () -> this.now;

	private final Clock clock = this.time.withZone(ZoneOffset.UTC);

	private final InMemoryEngine engine = new InMemoryEngine(new HistoryLimits(10, Duration.ofMinutes(1), 100_000),
			new Backlogs(new SimpleMeterRegistry()), this.clock, () -> "epoch", VirtualTimeScheduler.create());

	@AfterEach
	void stop() {
		this.engine.dispose();
	}

	@Test
	void whoeverFollowsGetsEveryMessageInOrder() {
		List<String> received = new ArrayList<>();
		this.engine.publications("t").map((publication) -> publication.position().toString()).subscribe(received::add);
		publish();
		this.now = this.now.plus(Duration.ofDays(10));
		publish();
		this.now = this.now.minus(Duration.ofDays(20));
		publish();
		assertThat(received).containsExactly("epoch:1", "epoch:2", "epoch:3");
	}

	@Test
	void aClockSetForwardMakesTheHistoryOldWhichIsTold() {
		Position seen = publish();
		publish();
		this.now = this.now.plus(Duration.ofHours(1));
		publish();
		History history = this.engine.history("t", seen, 10).block(SOON);
		assertThat(history.publications()).hasSize(1);
		assertThat(history.complete()).isFalse();
	}

	@Test
	void aClockSetBackKeepsTheHistory() {
		Position seen = publish();
		publish();
		this.now = this.now.minus(Duration.ofHours(1));
		publish();
		History history = this.engine.history("t", seen, 10).block(SOON);
		assertThat(history.publications()).hasSize(2);
		assertThat(history.complete()).isTrue();
	}

	private Position publish() {
		return this.engine.publish(BroadcastEngineContract.message("t", "m")).block(SOON);
	}

}
