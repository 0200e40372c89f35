package dev.echocast.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.echocast.support.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

class ClosingHandshakeTests {

	private final EmbeddedPeer peer = new EmbeddedPeer(TransportFixtures.properties("max-message-size=1000B"));

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

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			too big                        | 82fe07d000000000           | 1009
			not UTF-8                      | 818100000000ff             | 1007
			not UTF-8, and more to come    | 818700000000ff             | 1007
			reserved bit                   | f18100000000 61            | 1002
			reserved opcode                | 838100000000 61            | 1002
			not masked                     | 810161                     | 1002
			fragmented ping                | 098100000000 61            | 1002
			ping of 126 bytes              | 89fe007e00000000           | 1002
			orphan continuation            | 808000000000               | 1002
			length not minimal             | 82fe000100000000 61        | 1002
			""")
	void aViolationIsClosedCleanlyWithWhatIsUnderWayDropped(String fault, String wire, int code) {
		this.peer.echo();
		byte[] begun = HexFormat.of().parseHex(wire.replace(" ", ""));
		this.peer.receive(begun);
		byte[] written = this.peer.written();
		assertThat(written).startsWith(0x88);
		assertThat(ByteBuffer.wrap(written).getShort(2)).isEqualTo((short) code);
		byte[] rest = new byte[rest(fault)];
		this.peer.receive(rest);
		this.peer.receive(Frame.text("dropped"), Frame.binary(new byte[500]), Frame.ping("unanswered"));
		assertThat(this.peer.channel.isOpen()).isTrue();
		this.peer.receive(Frame.close(code, ""));
		assertThat(this.peer.channel.isOpen()).isFalse();
		assertThat(this.peer.written()).isEmpty();
		assertThat(this.peer.closed).extracting(CloseStatus::getCode).containsExactly(code);
	}

	private static int rest(String fault) {
		return switch (fault) {
			case "too big" -> 2000;
			case "not UTF-8, and more to come" -> 6;
			case "ping of 126 bytes" -> 126;
			default -> 0;
		};
	}

	@Test
	void aCloseFrameThatIsInvalidIsOneAllTheSame() {
		this.peer.echo();
		this.peer.receive(Frame.close(999, ""));
		this.peer.expect(Frame.close(1002, "close code that must not be sent"));
		assertThat(this.peer.channel.isOpen()).isFalse();
	}

	@Test
	void whatCannotBeUnderstoodEndsWithTheTimeout() {
		this.peer.echo();
		this.peer.receive(HexFormat.of().parseHex("82ffffffffffffffffff"));
		this.peer.expect(Frame.close(1002, "negative length"));
		this.peer.receive(Frame.close(1002, ""));
		this.peer.channel.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
		this.peer.channel.runScheduledPendingTasks();
		assertThat(this.peer.channel.isOpen()).isTrue();
		this.peer.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
		this.peer.channel.runScheduledPendingTasks();
		assertThat(this.peer.channel.isOpen()).isFalse();
	}

	@Test
	void whoseMessageIsUnderWayWhenTheServerClosesMayBreakRulesInIt() {
		this.peer.echo();
		this.peer.receive(new byte[] { (byte) 0x81, (byte) 0x83, 0, 0, 0, 0 });
		this.peer.session.close(CloseStatus.GOING_AWAY).subscribe();
		this.peer.expect(Frame.close(1001, ""));
		this.peer.receive(new byte[] { -1, -1, -1 });
		this.peer.receive(Frame.close(1001, ""));
		assertThat(this.peer.channel.isOpen()).isFalse();
		assertThat(this.peer.closed).containsExactly(CloseStatus.GOING_AWAY);
	}

	@Test
	void aSilentPeerIsPingedThenToldAndThenCut() {
		this.peer.echo();
		pass(25);
		assertThat(this.peer.written()).startsWith(0x89);
		pass(10);
		this.peer.expect(Frame.close(1008, "no pong"));
		assertThat(this.peer.channel.isOpen()).isTrue();
		pass(5);
		assertThat(this.peer.channel.isOpen()).isFalse();
		assertThat(this.peer.closed).containsExactly(new CloseStatus(1008, "no pong"));
	}

	private void pass(int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.peer.channel.advanceTimeBy(1, TimeUnit.SECONDS);
			this.peer.channel.runScheduledPendingTasks();
		}
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
