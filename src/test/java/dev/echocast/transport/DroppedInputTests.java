package dev.echocast.transport;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DroppedInputTests {

	private static final int MEGABYTE = 1024 * 1024;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@BeforeEach
	void begin() {
		this.channel.freezeTime();
		this.channel.pipeline().addLast(new DroppedInput(TransportFixtures.properties()));
	}

	@AfterEach
	void end() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void inputIsReleasedAndSeenByNobody() {
		ByteBuf input = Unpooled.buffer().writeZero(10);
		assertThat(this.channel.writeInbound(input)).isFalse();
		assertThat(input.refCnt()).isZero();
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void aSilentPeerIsCutAfterTheCloseTimeout() {
		advance(4999);
		assertThat(this.channel.isOpen()).isTrue();
		advance(1);
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void aPeerThatDripsIsCutAfterTheRequestTimeout() {
		for (int second = 0; second < 59; second++) {
			drip();
			advance(1000);
		}
		assertThat(this.channel.isOpen()).isTrue();
		drip();
		advance(1000);
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void aPeerThatSendsTooMuchIsCut() {
		for (long sent = 0; sent < DroppedInput.MAX_BYTES; sent += MEGABYTE) {
			this.channel.writeInbound(Unpooled.buffer().writeZero(MEGABYTE));
		}
		assertThat(this.channel.isOpen()).isTrue();
		drip();
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void nothingTicksOnceThePeerIsGone() {
		this.channel.close();
		assertThat(this.channel.hasPendingTasks()).isFalse();
	}

	private void drip() {
		this.channel.writeInbound(Unpooled.buffer().writeZero(1));
	}

	private void advance(long millis) {
		this.channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
	}

}
