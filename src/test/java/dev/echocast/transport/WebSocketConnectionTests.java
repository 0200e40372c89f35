package dev.echocast.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.echocast.support.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketConnectionTests {

	private static final TransportProperties PROPERTIES = TransportFixtures.properties("max-message-size=1000B");

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

	private WebSocketConnection connection;

	private NettyWebSocketSession session;

	private final List<CloseStatus> closed = new ArrayList<>();

	@BeforeEach
	void open() {
		this.connection = new MessageConnection(this.channel, this.buffers, PROPERTIES, null);
		this.channel.freezeTime();
		this.channel.config().setAutoRead(false);
		this.channel.pipeline().addLast(this.connection);
		this.session = new NettyWebSocketSession(this.connection, "id",
				new HandshakeInfo(java.net.URI.create("/"), new HttpHeaders(), Mono.empty(), null), this.buffers);
		this.connection.closed().subscribe(this.closed::add);
	}

	@AfterEach
	void release() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void readsNothingThatWasNotRequested() {
		Requester requester = new Requester();
		this.session.receive().subscribe(requester);
		receive(Frame.text("1"), Frame.text("2"), Frame.text("3"));
		assertThat(requester.texts).isEmpty();
		requester.request(2);
		assertThat(requester.texts).containsExactly("1", "2");
		requester.request(1);
		assertThat(requester.texts).containsExactly("1", "2", "3");
	}

	@Test
	void takesDemandFromOtherThreads() {
		Requester requester = new Requester();
		this.session.receive().subscribe(requester);
		receive(Frame.text("1"));
		Schedulers.boundedElastic().schedule(() -> requester.request(1));
		org.awaitility.Awaitility.await().untilAsserted(() -> {
			this.channel.runPendingTasks();
			assertThat(requester.texts).containsExactly("1");
		});
	}

	@Test
	void joinsFragmentsAndAnswersPingsBetweenThem() {
		echo();
		receive(Frame.text("a").notFinal(), Frame.ping("p"), Frame.text("b").notFinal().continuation(),
				Frame.text("c").continuation());
		expect(Frame.pong("p"), Frame.text("abc"));
	}

	@Test
	void echoesMessagesLargerThanASmallCopy() {
		WebSocketConnection big = this.connection;
		assertThat(big.isOpen()).isTrue();
		byte[] payload = new byte[5000];
		this.session.send(Mono.fromSupplier(() -> this.session.binaryMessage((factory) -> factory.wrap(payload))))
			.subscribe();
		expect(Frame.binary(payload));
	}

	@Test
	void ignoresPongs() {
		echo();
		receive(Frame.pong("x"), Frame.text("y"));
		expect(Frame.text("y"));
	}

	@Test
	void secondReceiveIsRefused() {
		echo();
		List<Throwable> errors = new ArrayList<>();
		this.session.receive().subscribe((message) -> {
		}, errors::add);
		assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
	}

	@Test
	void secondSendAtATimeIsRefused() {
		this.session.send(Flux.never()).subscribe();
		List<Throwable> errors = new ArrayList<>();
		this.session.send(Flux.never()).subscribe(null, errors::add);
		assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
	}

	@Test
	void sendMayFollowSend() {
		this.session.send(Mono.fromSupplier(() -> this.session.textMessage("1")))
			.then(this.session.send(Mono.fromSupplier(() -> this.session.textMessage("2"))))
			.subscribe();
		expect(Frame.text("1"), Frame.text("2"));
	}

	@Test
	void aCancelledReceiveGoesOnWithPingsAndClose() {
		this.session.receive().take(1).subscribe();
		receive(Frame.text("taken"), Frame.text("dropped"), Frame.ping("p"));
		expect(Frame.pong("p"));
		assertThat(this.session.isOpen()).isTrue();
		receive(Frame.close(1000, ""));
		this.connection.handlerCompleted();
		expect(Frame.close(1000, ""));
	}

	@Test
	void sendsPingsOfTheHandler() {
		this.session.send(Flux.just(this.session.pingMessage((factory) -> factory.wrap("p".getBytes())),
				this.session.pongMessage((factory) -> factory.wrap("q".getBytes()))))
			.subscribe();
		expect(Frame.ping("p"), Frame.pong("q"));
	}

	@Test
	void closesWhenTheHandlerCompletes() {
		echo();
		this.connection.handlerCompleted();
		expect(Frame.close(1000, ""));
		receive(Frame.text("late"), Frame.close(1000, ""));
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.closed).containsExactly(CloseStatus.NORMAL);
	}

	@Test
	void answersThePeersCloseFrameWithItsCode() {
		echo();
		receive(Frame.text("x"), Frame.close(3999, "bye"));
		this.connection.handlerCompleted();
		expect(Frame.text("x"), Frame.close(3999, "bye"));
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.closed).containsExactly(new CloseStatus(3999, "bye"));
	}

	@Test
	void answersAnEmptyCloseFrameWithAnEmptyOne() {
		echo();
		receive(Frame.close());
		this.connection.handlerCompleted();
		expect(Frame.close());
		assertThat(this.closed).containsExactly(CloseStatus.NO_STATUS_CODE);
	}

	@Test
	void ignoresDataAfterTheCloseFrame() {
		echo();
		receive(Frame.close(1000, ""), Frame.text("late"));
		this.connection.handlerCompleted();
		expect(Frame.close(1000, ""));
	}

	@Test
	void cutsAPeerThatNeverCompletesTheClosingHandshake() {
		echo();
		this.session.close(CloseStatus.GOING_AWAY).subscribe();
		this.channel.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(this.channel.isOpen()).isTrue();
		this.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.closed).containsExactly(CloseStatus.GOING_AWAY);
	}

	@Test
	void reportsAVanishedPeerAs1006AndCompletesItsStreams() {
		List<String> ends = new ArrayList<>();
		this.session.receive().doOnComplete(() -> ends.add("receive")).subscribe();
		this.session.send(Flux.never()).doOnSuccess((none) -> ends.add("send")).subscribe();
		this.channel.close();
		assertThat(ends).containsExactlyInAnyOrder("receive", "send");
		assertThat(this.closed).containsExactly(CloseStatus.NO_CLOSE_FRAME);
	}

	@Test
	void requestsTheNextMessageOnlyWhenTheChannelTakesIt() {
		Sinks.Many<WebSocketMessage> source = Sinks.many().unicast().onBackpressureBuffer();
		List<Long> requests = new ArrayList<>();
		this.session.send(source.asFlux().doOnRequest(requests::add)).subscribe();
		assertThat(requests).containsExactly(1L);
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
		source.tryEmitNext(this.session.textMessage("1"));
		assertThat(requests).hasSize(1);
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
		this.channel.runPendingTasks();
		assertThat(requests).hasSize(2);
		expect(Frame.text("1"));
	}

	@Test
	void answersOnlyTheLatestPingOfAFloodWhenThePeerDoesNotRead() {
		echo();
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
		receive(Frame.ping("1"), Frame.ping("2"), Frame.ping("3"));
		assertThat(written()).isEmpty();
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
		expect(Frame.pong("3"));
	}

	@Test
	void refusesAMessageOverTheLimitWholeOrInFragments() {
		echo();
		receive(Frame.binary(new byte[600]).notFinal(), Frame.binary(new byte[600]).continuation());
		expect(Frame.close(1009, "message over 1000 bytes"));
	}

	@Test
	void refusesInvalidTextInsideAnUnfinishedMessage() {
		echo();
		receive(new Frame(0x01, new byte[] { 'a', (byte) 0xFF }));
		expect(Frame.close(1007, "text is not UTF-8"));
	}

	@Test
	void anExceptionOfOursClosesWith1011AndOneOfTheSocketJustCloses() {
		this.channel.pipeline().fireExceptionCaught(new IllegalStateException("bug"));
		expect(Frame.close(1011, "internal error"));
		assertThat(this.channel.isOpen()).isTrue();
		this.channel.pipeline().fireExceptionCaught(new java.io.IOException("Connection reset by peer"));
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void sharesAnEncodedMessage() {
		EncodedMessage one = EncodedMessage.of(ByteBufAllocator.DEFAULT, true, "hi".getBytes());
		EncodedMessage two = EncodedMessage.of(ByteBufAllocator.DEFAULT, false, new byte[] { 1 });
		EncodedMessage joined = EncodedMessage.join(ByteBufAllocator.DEFAULT, List.of(one, two));
		assertThat(joined.messages()).isEqualTo(2);
		this.session.send(Flux.just(one.retain(), joined, two).map(EncodedMessage::toMessage)).subscribe();
		expect(Frame.text("hi"), Frame.text("hi"), Frame.binary((byte) 1), Frame.binary((byte) 1));
		assertThat(one.release()).isTrue();
		assertThat(two.refCnt()).isZero();
	}

	private void echo() {
		this.session.send(this.session.receive().map(WebSocketMessage::retain)).subscribe();
	}

	private void receive(Frame... frames) {
		ByteBuf wire = Unpooled.buffer();
		for (Frame frame : frames) {
			wire.writeBytes(frame.masked());
		}
		this.channel.writeInbound(wire);
		this.channel.runPendingTasks();
	}

	private byte[] written() {
		this.channel.runPendingTasks();
		ByteBuf all = Unpooled.buffer();
		for (ByteBuf part = this.channel.readOutbound(); part != null; part = this.channel.readOutbound()) {
			all.writeBytes(part);
			part.release();
		}
		return ByteBufUtil.getBytes(all);
	}

	private void expect(Frame... frames) {
		ByteBuf expected = Unpooled.buffer();
		for (Frame frame : frames) {
			expected.writeBytes(frame.unmasked());
		}
		assertThat(ByteBufUtil.hexDump(written())).isEqualTo(ByteBufUtil.hexDump(expected));
	}

	private static final class Requester extends BaseSubscriber<WebSocketMessage> {

		private final List<String> texts = new ArrayList<>();

		@Override
		protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
			// Demand is the test's.
		}

		@Override
		protected void hookOnNext(WebSocketMessage message) {
			this.texts.add(message.getPayloadAsText());
		}

	}

}
