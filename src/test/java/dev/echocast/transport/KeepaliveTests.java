package dev.echocast.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Time stands still until it is advanced.
 */
class KeepaliveTests {

	private static final Duration TICK = Duration.ofMillis(100);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final Keepalive keepalive = Keepalive.of(this.channel.eventLoop(), TICK);

	private final List<String> checked = new ArrayList<>();

	@BeforeEach
	void freeze() {
		this.channel.freezeTime();
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	/** Those that were checked meanwhile. */
	private List<String> pass(long millis) {
		this.checked.clear();
		this.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
		return this.checked;
	}

	private Peer add(String name) {
		Peer peer = new Peer(name);
		this.keepalive.add(peer);
		return peer;
	}

	@Test
	void allAreCheckedOnceEachTick() {
		add("a");
		add("b");
		assertThat(pass(99)).isEmpty();
		assertThat(pass(1)).containsExactlyInAnyOrder("a", "b");
		assertThat(pass(99)).isEmpty();
		assertThat(pass(1)).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void theyAreToldTheTimeOfTheEventLoop() {
		Peer peer = add("a");
		pass(100);
		long first = peer.now;
		pass(100);
		assertThat(peer.now - first).isEqualTo(TICK.toNanos());
	}

	@Test
	void oneThatIsRemovedIsCheckedNoMoreAndTheOthersAre() {
		List<Peer> peers = List.of(add("a"), add("b"), add("c"), add("d"));
		this.keepalive.remove(peers.get(1));
		assertThat(pass(100)).containsExactlyInAnyOrder("a", "c", "d");
		this.keepalive.remove(peers.get(3));
		assertThat(pass(100)).containsExactlyInAnyOrder("a", "c");
		this.keepalive.remove(peers.get(0));
		assertThat(pass(100)).containsExactly("c");
	}

	@Test
	void oneThatIsRemovedByItsCheckKeepsNoOtherFromItsOwn() {
		add("a");
		add("b").dead = true;
		add("c");
		assertThat(pass(100)).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(pass(100)).containsExactlyInAnyOrder("a", "c");
	}

	@Test
	void theTimerRunsOnlyWhileThereIsSomethingToLookAfter() {
		Peer peer = add("a");
		assertThat(this.channel.runScheduledPendingTasks()).isEqualTo(TICK.toNanos());
		this.keepalive.remove(peer);
		assertThat(this.channel.runScheduledPendingTasks()).as("nothing is due").isEqualTo(-1);
		add("b");
		assertThat(pass(100)).containsExactly("b");
	}

	@Test
	void connectionsOfOneEventLoopAndOneTickShareIt() {
		assertThat(Keepalive.of(this.channel.eventLoop(), TICK)).isSameAs(this.keepalive);
		assertThat(Keepalive.of(this.channel.eventLoop(), TICK.multipliedBy(2))).isNotSameAs(this.keepalive);
		Keepalive latest = Keepalive.of(this.channel.eventLoop(), TICK);
		EmbeddedChannel other = new EmbeddedChannel();
		assertThat(Keepalive.of(other.eventLoop(), TICK)).isNotSameAs(latest);
		other.finishAndReleaseAll();
	}

	@ParameterizedTest
	@CsvSource({ "25000, 10000, 1000", "10000, 25000, 1000", "4000, 10000, 800", "100, 10000, 20", "40, 40, 10" })
	void theTickIsAFractionOfWhatIsToBeNoticed(long pingInterval, long pongTimeout, long tick) {
		assertThat(Keepalive.tick(Duration.ofMillis(pingInterval), Duration.ofMillis(pongTimeout)))
			.isEqualTo(Duration.ofMillis(tick));
	}

	/** Is removed by its check when it is dead. */
	private final class Peer implements Keepalive.Member {

		private final String name;

		private boolean dead;

		private long now;

		private int index;

		Peer(String name) {
			this.name = name;
		}

		@Override
		public void check(long now) {
			this.now = now;
			KeepaliveTests.this.checked.add(this.name);
			if (this.dead) {
				KeepaliveTests.this.keepalive.remove(this);
			}
		}

		@Override
		public int keepaliveIndex() {
			return this.index;
		}

		@Override
		public void keepaliveIndex(int index) {
			this.index = index;
		}

	}

}
