package dev.echocast.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.echocast.support.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

class ClosingHandshakeTests {

	private final EmbeddedPeer peer = new EmbeddedPeer(TransportFixtures.properties());

	@AfterEach
	void release() {
		this.peer.release();
	}

	@Test
	void closesWhenTheHandlerCompletes() {
		this.peer.echo();
		this.peer.connection.handlerCompleted();
		this.peer.expect(Frame.close(1000, ""));
		this.peer.receive(Frame.text("late"), Frame.close(1000, ""));
		assertThat(this.peer.channel.isOpen()).isFalse();
		assertThat(this.peer.closed).containsExactly(CloseStatus.NORMAL);
	}

	@Test
	void answersThePeersCloseFrameWithItsCode() {
		this.peer.echo();
		this.peer.receive(Frame.text("x"), Frame.close(3999, "bye"));
		this.peer.connection.handlerCompleted();
		this.peer.expect(Frame.text("x"), Frame.close(3999, "bye"));
		assertThat(this.peer.channel.isOpen()).isFalse();
		assertThat(this.peer.closed).containsExactly(new CloseStatus(3999, "bye"));
	}

	@Test
	void answersAnEmptyCloseFrameWithAnEmptyOne() {
		this.peer.echo();
		this.peer.receive(Frame.close());
		this.peer.connection.handlerCompleted();
		this.peer.expect(Frame.close());
		assertThat(this.peer.closed).containsExactly(CloseStatus.NO_STATUS_CODE);
	}

	@Test
	void ignoresDataAfterTheCloseFrame() {
		this.peer.echo();
		this.peer.receive(Frame.close(1000, ""), Frame.text("late"));
		this.peer.connection.handlerCompleted();
		this.peer.expect(Frame.close(1000, ""));
	}

	@Test
	void cutsAPeerThatNeverCompletesTheClosingHandshake() {
		this.peer.echo();
		this.peer.session.close(CloseStatus.GOING_AWAY).subscribe();
		this.peer.channel.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
		this.peer.channel.runScheduledPendingTasks();
		assertThat(this.peer.channel.isOpen()).isTrue();
		this.peer.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
		this.peer.channel.runScheduledPendingTasks();
		assertThat(this.peer.channel.isOpen()).isFalse();
		assertThat(this.peer.closed).containsExactly(CloseStatus.GOING_AWAY);
	}

	@Test
	void reportsAVanishedPeerAs1006AndCompletesItsStreams() {
		List<String> ends = new ArrayList<>();
		this.peer.session.receive().doOnComplete(() -> ends.add("receive")).subscribe();
		this.peer.session.send(Flux.never()).doOnSuccess((none) -> ends.add("send")).subscribe();
		this.peer.channel.close();
		assertThat(ends).containsExactlyInAnyOrder("receive", "send");
		assertThat(this.peer.closed).containsExactly(CloseStatus.NO_CLOSE_FRAME);
	}

	@Test
	void anExceptionOfOursClosesWith1011AndOneOfTheSocketJustCloses() {
		this.peer.channel.pipeline().fireExceptionCaught(new IllegalStateException("bug"));
		this.peer.expect(Frame.close(1011, "internal error"));
		assertThat(this.peer.channel.isOpen()).isTrue();
		this.peer.channel.pipeline().fireExceptionCaught(new java.io.IOException("Connection reset by peer"));
		assertThat(this.peer.channel.isOpen()).isFalse();
	}

}
