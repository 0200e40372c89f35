package dev.echocast.transport;

import java.util.concurrent.TimeUnit;

import dev.echocast.support.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a connection does while nothing comes; time stands still until it is advanced.
 */
class HeartbeatTests {

	private final EmbeddedPeer peer = new EmbeddedPeer(
			TransportFixtures.properties("ping-interval=25s", "pong-timeout=10s", "message-timeout=60s"));

	@AfterEach
	void release() {
		this.peer.release();
	}

	@Test
	void aSilentPeerThatAnswersStays() {
		this.peer.echo();
		for (int i = 0; i < 100; i++) {
			pass(27);
			byte[] ping = this.peer.written();
			assertThat(ping).startsWith(0x89);
			this.peer.receive(new Frame(0x8A, java.util.Arrays.copyOfRange(ping, 2, ping.length)));
		}
		this.peer.receive(Frame.text("still here"));
		this.peer.expect(Frame.text("still here"));
	}

	@Test
	void aSilentPeerIsPingedAndThenClosedWith1008() {
		this.peer.echo();
		pass(23);
		this.peer.expect();
		pass(1);
		assertThat(this.peer.written()).startsWith(0x89);
		pass(8);
		this.peer.expect();
		pass(1);
		this.peer.expect(Frame.close(1008, "no pong"));
	}

	@Test
	void aPeerThatSendsAnythingIsNotPinged() {
		this.peer.echo();
		for (int i = 0; i < 10; i++) {
			pass(23);
			this.peer.expect();
			this.peer.receive(Frame.text("a").notFinal());
			this.peer.receive(Frame.text("b").continuation());
			this.peer.expect(Frame.text("ab"));
		}
	}

	@Test
	void aMessageThatTakesTooLongClosesWith1008HoweverAliveThePeer() {
		this.peer.echo();
		this.peer.receive(Frame.text("never").notFinal());
		for (int i = 0; i < 6; i++) {
			this.peer.expect();
			pass(9);
			this.peer.receive(Frame.text("never").notFinal().continuation());
		}
		pass(9);
		this.peer.expect(Frame.close(1008, "message takes too long"));
	}

	/** In steps, as it does. */
	private void pass(int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.peer.channel.advanceTimeBy(1, TimeUnit.SECONDS);
			this.peer.channel.runScheduledPendingTasks();
			this.peer.channel.runPendingTasks();
		}
	}

}
