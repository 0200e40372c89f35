package dev.echocast.engine.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import dev.echocast.engine.Backlogs;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Room;
import dev.echocast.engine.TopicHistory;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * A pulse over a Redis that answers as the test says, in beats that take no time.
 */
abstract class PulseFixture {

	static final HistoryLimits LIMITS = new HistoryLimits(0, Duration.ofSeconds(60), 1000);

	final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	final RedisLink link = mock(RedisLink.class);

	@SuppressWarnings("unchecked")
	final RedisClusterAsyncCommands<byte[], byte[]> commands = mock(RedisClusterAsyncCommands.class);

	final Keys keys = new Keys("test", "node");

	final StreamWriter publisher = new StreamWriter(this.link, this.keys, LIMITS, Room.ofNode(), () -> "e");

	final RedisRoster roster = mock(RedisRoster.class);

	final Toucher toucher = mock(Toucher.class);

	final Canary canary = mock(Canary.class);

	final List<RedisTopic> topics = new ArrayList<>();

	final List<String> touched = new ArrayList<>();

	/** What a touch is answered with. */
	Supplier<CompletableFuture<?>> touch = () -> CompletableFuture.completedFuture(null);

	final Pulse pulse = new Pulse(this.link, () -> this.topics, this.keys, this.publisher, this.roster, this.toucher,
			this.canary);

	@BeforeEach
	void connect() {
		reachable(this.commands);
		given(this.link.failure()).willReturn("Redis cannot be reached: refused");
		given(this.commands.scriptLoad(any(byte[].class))).willAnswer((call) -> FakeFuture.of("digest"));
		given(this.canary.isHeard()).willReturn(true);
		given(this.canary.beat(any(), anyBoolean())).willAnswer((call) -> CompletableFuture.completedFuture(1L));
		given(this.toucher.touch(any(), any())).willAnswer((call) -> {
			this.touched.add(call.<RedisTopic>getArgument(1).name());
			return this.touch.get();
		});
		given(this.roster.list(any(), anyCollection())).willAnswer((call) -> CompletableFuture.completedFuture(null));
	}

	@AfterEach
	void stop() {
		this.pulse.dispose();
	}

	void reachable(@Nullable RedisClusterAsyncCommands<byte[], byte[]> commands) {
		given(this.link.commands()).willReturn(commands);
	}

	void addTopics(int count) {
		for (int i = 0; i < count; i++) {
			this.topics.add(new RedisTopic("t" + i, new RecentPublications(new TopicHistory(LIMITS, new AtomicLong())),
					(name, seen) -> new CompletableFuture<>(), new Backlogs(new SimpleMeterRegistry()).open("t" + i),
					Room.ofNode(), () -> {
					}));
		}
	}

	void start() {
		this.pulse.start(this.scheduler);
		this.scheduler.advanceTime();
	}

	void beat() {
		this.scheduler.advanceTimeBy(Pulse.PERIOD);
	}

}
