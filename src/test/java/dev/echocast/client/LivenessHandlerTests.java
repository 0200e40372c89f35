package dev.echocast.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class LivenessHandlerTests {

	private int pings;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	LivenessHandlerTests() {
		this.channel.freezeTime();
		this.channel.pipeline()
			.addLast(new LivenessHandler(Duration.ofSeconds(25), Duration.ofSeconds(10), () -> this.pings++));
	}

	@Test
	void aSilentServerIsNoticedAfterIntervalAndTimeout() {
		pass(25_000);
		pass(9_999);
		assertThat(this.pings).isEqualTo(1);
		assertThatNoException().isThrownBy(this.channel::checkException);
		pass(1);
		assertThatExceptionOfType(WebSocketFailure.class).isThrownBy(this.channel::checkException)
			.withMessage("no pong within 10000 ms");
	}

	@Test
	void anythingThatComesIsLife() {
		for (int i = 1; i <= 5; i++) {
			pass(25_000);
			assertThat(this.pings).isEqualTo(i);
			this.channel.writeInbound("bytes");
			pass(10_000);
			assertThatNoException().isThrownBy(this.channel::checkException);
		}
	}

	@Test
	void nothingIsConcludedWhileReadingIsOff() {
		this.channel.config().setAutoRead(false);
		pass(25_000);
		pass(10_000);
		pass(25_000);
		assertThat(this.pings).isEqualTo(2);
		assertThatNoException().isThrownBy(this.channel::checkException);
	}

	@Test
	void zeroTurnsItOff() {
		EmbeddedChannel quiet = new EmbeddedChannel(
				new LivenessHandler(Duration.ZERO, Duration.ofSeconds(10), () -> this.pings++));
		quiet.freezeTime();
		quiet.advanceTimeBy(1, TimeUnit.HOURS);
		quiet.runScheduledPendingTasks();
		assertThat(this.pings).isZero();
		quiet.close();
	}

	private void pass(long millis) {
		this.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
	}

}
