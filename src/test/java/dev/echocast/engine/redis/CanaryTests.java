package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class CanaryTests {

	private static final byte[] CHANNEL = Keys.bytes("canary");

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final RedisLink link = mock(RedisLink.class);

	@SuppressWarnings("unchecked")
	private final RedisClusterAsyncCommands<byte[], byte[]> commands = mock(RedisClusterAsyncCommands.class);

	private final List<byte[]> sent = new ArrayList<>();

	/** What Redis answers; {@code null} when it takes them. */
	private @Nullable Throwable failure;

	private final Canary canary = new Canary(this.link, CHANNEL, this.meters);

	@BeforeEach
	void answer() {
		this.canary.subscribed();
		given(this.commands.publish(any(), any())).willAnswer((call) -> {
			this.sent.add(call.getArgument(1));
			return (this.failure != null) ? FakeFuture.failed(this.failure) : FakeFuture.of(1L);
		});
	}

	private void beat(int times) {
		for (int i = 0; i < times; i++) {
			this.canary.beat(this.commands, true);
		}
	}

	/** The one sent so many before the latest comes back. */
	private void hear(int before) {
		assertThat(this.canary.announced(this.sent.get(this.sent.size() - 1 - before))).isTrue();
	}

	@Test
	void oneThatComesBackTellsTheLag() {
		for (int i = 0; i < 5; i++) {
			beat(1);
			hear(0);
			assertThat(this.canary.isHeard()).isTrue();
		}
		assertThat(this.meters.get("echocast.engine.lag").timer().count()).isEqualTo(5);
	}

	@Test
	void oneThatIsLostIsNoticedAtTheNextBeat() {
		beat(1);
		assertThat(this.canary.isHeard()).isTrue();
		beat(1);
		assertThat(this.canary.isHeard()).isFalse();
		hear(0);
		beat(1);
		assertThat(this.canary.isHeard()).isTrue();
	}

	@Test
	void oneThatComesBackAfterSomeWereLostTellsSoAtOnce() {
		beat(2);
		assertThat(this.canary.isHeard()).isFalse();
		hear(1);
		assertThat(this.canary.isHeard()).as("by the latest alone").isFalse();
		hear(0);
		assertThat(this.canary.isHeard()).isTrue();
	}

	/** Connections come one soon after the other, and each is a reason to look. */
	@Test
	void oneThatHadNoTimeToComeBackIsNotLost() {
		beat(1);
		for (int i = 0; i < 2 * Canary.MISSES; i++) {
			this.canary.beat(this.commands, false);
		}
		assertThat(this.canary.isHeard()).isTrue();
		verify(this.link, never()).replaceAnnouncements();
		beat(1);
		assertThat(this.canary.isHeard()).isFalse();
	}

	@Test
	void oneThatIsLateWasNotLost() {
		beat(1);
		for (int i = 0; i < 2 * Canary.MISSES; i++) {
			beat(1);
			hear(1);
		}
		beat(1);
		assertThat(this.canary.isHeard()).isTrue();
		verify(this.link, never()).replaceAnnouncements();
	}

	@Test
	void theConnectionIsReplacedWhenThreeInARowAreLostAndThenAfterTwoMore() {
		beat(Canary.MISSES);
		verify(this.link, never()).replaceAnnouncements();
		beat(1);
		verify(this.link).replaceAnnouncements();
		assertThat(this.canary.isHeard()).isFalse();
		beat(Canary.MISSES - 2);
		verify(this.link).replaceAnnouncements();
		beat(1);
		verify(this.link, times(2)).replaceAnnouncements();
	}

	@Test
	void itsChannelIsAskedForUntilItComesAndAgainAfterAnInterruption() {
		this.canary.interrupted();
		beat(2);
		verify(this.link, times(2)).subscribe(CHANNEL);
		this.canary.subscribed();
		beat(1);
		verify(this.link, times(2)).subscribe(CHANNEL);
		this.canary.interrupted();
		beat(1);
		verify(this.link, times(3)).subscribe(CHANNEL);
	}

	@Test
	void oneThatHadNoWayBackWasNotLost() {
		beat(1);
		hear(0);
		this.canary.interrupted();
		assertThat(this.canary.isHeard()).isFalse();
		beat(1);
		assertThat(this.canary.isHeard()).isFalse();
		this.canary.subscribed();
		assertThat(this.canary.isHeard()).isTrue();
		beat(1);
		assertThat(this.canary.isHeard()).isTrue();
		hear(0);
		beat(1);
		assertThat(this.canary.isHeard()).isTrue();
	}

	@Test
	void oneThatWasOnItsWayWhenTheConnectionBrokeSaysNothingOfTheNextConnection() {
		beat(1);
		this.canary.interrupted();
		this.canary.subscribed();
		beat(1);
		assertThat(this.canary.isHeard()).isTrue();
	}

	@Test
	void aChannelThatCannotBeSubscribedToCostsTheConnection() {
		this.canary.interrupted();
		beat(Canary.MISSES + 1);
		verify(this.link).replaceAnnouncements();
		assertThat(this.canary.isHeard()).isFalse();
	}

	@Test
	void aConnectionThatIsReplacedHasToBeAskedForIt() {
		this.canary.subscribed();
		beat(Canary.MISSES + 1);
		verify(this.link, never()).subscribe(CHANNEL);
		beat(1);
		verify(this.link).subscribe(CHANNEL);
	}

	@Test
	void theConnectionForCommandsIsReplacedWhenThreeInARowAreNotAnswered() {
		this.failure = new TimeoutException("for the test");
		beat(Canary.MISSES - 1);
		this.failure = null;
		beat(1);
		this.failure = new TimeoutException("for the test");
		beat(Canary.MISSES - 1);
		verify(this.link, never()).replaceCommands();
		beat(1);
		verify(this.link).replaceCommands();
		beat(Canary.MISSES - 1);
		verify(this.link).replaceCommands();
	}

	@Test
	void whatSomebodyElseSendsOnItsChannelIsNoCanary() {
		beat(1);
		assertThat(this.canary.announced("tweet".getBytes(StandardCharsets.UTF_8))).isFalse();
		beat(1);
		assertThat(this.canary.isHeard()).isFalse();
		assertThat(this.meters.get("echocast.engine.lag").timer().count()).isZero();
	}

	@Test
	void knowsItsChannel() {
		assertThat(this.canary.owns(CHANNEL.clone())).isTrue();
		assertThat(this.canary.owns(Keys.bytes("another"))).isFalse();
	}

}
