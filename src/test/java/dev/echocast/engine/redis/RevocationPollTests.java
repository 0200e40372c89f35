package dev.echocast.engine.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;

import dev.echocast.access.Identities;
import dev.echocast.access.Revocations;
import dev.echocast.engine.EngineUnavailableException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * From where a node reads revocations, of a Redis that answers as the test says.
 */
class RevocationPollTests {

	private static final long NOW = 1_000_000_000;

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final RedisLink link = mock(RedisLink.class);

	@SuppressWarnings("unchecked")
	private final RedisClusterAsyncCommands<byte[], byte[]> commands = mock(RedisClusterAsyncCommands.class);

	private final Revocations revocations = new Revocations(Duration.ofDays(1));

	private final RedisRevocations feed = new RedisRevocations(this.link, new Keys("test", "node"), Duration.ofDays(1),
			this.revocations);

	/** From where was read. */
	private final List<Long> reads = new ArrayList<>();

	/** What is answered before a page that has nothing. */
	private final Queue<FakeFuture<Object>> answers = new ArrayDeque<>();

	private long serverTime = NOW;

	@BeforeEach
	void connect() {
		given(this.link.commands()).willReturn(this.commands);
		given(this.link.failure()).willReturn("Redis cannot be reached");
		given(this.commands.evalsha(anyString(), any(ScriptOutputType.class), any(byte[][].class), any(byte[][].class)))
			.willAnswer((call) -> {
				this.reads.add(Long.parseLong(new String(call.<byte[]>getArgument(3))));
				FakeFuture<Object> answer = this.answers.poll();
				return (answer != null) ? answer : FakeFuture.of(page());
			});
	}

	private void start() {
		this.feed.start(this.time);
	}

	@AfterEach
	void stop() {
		this.feed.dispose();
	}

	private List<Object> page(Object... usersAndMoments) {
		List<Object> page = new ArrayList<>(List.of(this.serverTime));
		for (Object element : usersAndMoments) {
			page.add(Keys.bytes(element.toString()));
		}
		return page;
	}

	private void poll() {
		this.time.advanceTimeBy(RedisRevocations.PERIOD);
	}

	private boolean knows(String user) {
		return this.revocations.cover(Identities.user(user, Instant.EPOCH));
	}

	@Test
	void readsAllFirstAndThenWhatIsNewAndALittleMore() {
		this.answers.add(FakeFuture.of(page("ada", NOW - 50_000)));
		start();
		assertThat(knows("ada")).isTrue();
		this.serverTime += 500;
		poll();
		poll();
		assertThat(this.reads).containsExactly(0L, NOW - 5000, NOW + 500 - 5000);
	}

	@Test
	void readsAllAgainAfterAFailure() {
		start();
		this.answers.add(FakeFuture.failed(new IllegalStateException("gone")));
		poll();
		this.answers.add(FakeFuture.of(page("ada", NOW - 50_000)));
		poll();
		assertThat(this.reads).containsExactly(0L, NOW - 5000, 0L);
		assertThat(knows("ada")).isTrue();
	}

	@Test
	void readsAllAgainAfterAnInterruption() {
		start();
		given(this.link.commands()).willReturn(null);
		poll();
		int before = this.reads.size();
		StepVerifier.create(this.feed.revoke("ada")).expectError(EngineUnavailableException.class).verify(SOON);
		given(this.link.commands()).willReturn(this.commands);
		poll();
		assertThat(this.reads).hasSize(before + 1).endsWith(0L);
	}

	@Test
	void readsAllAgainWhenTheClockIsAnotherServers() {
		start();
		int before = this.reads.size();
		this.serverTime -= 60_000;
		poll();
		poll();
		assertThat(this.reads.subList(before, this.reads.size())).containsExactly(NOW - 5000, 0L, NOW - 60_000 - 5000);
	}

	@Test
	void readsOnAfterAPageThatIsFull() {
		List<Object> elements = new ArrayList<>();
		IntStream.range(0, 1000).forEach((i) -> elements.addAll(List.of("user" + i, 7000)));
		this.answers.add(FakeFuture.of(page(elements.toArray())));
		this.answers.add(FakeFuture.of(page(elements.toArray())));
		start();
		assertThat(this.reads).as("never the same page for ever").containsExactly(0L, 7000L, 7001L);
		assertThat(knows("user999")).isTrue();
	}

	@Test
	void asksOnceAtATime() {
		this.answers.add(new FakeFuture<>());
		start();
		poll();
		poll();
		assertThat(this.reads).hasSize(1);
	}

}
