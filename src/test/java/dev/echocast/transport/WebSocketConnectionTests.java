package dev.echocast.transport;

import java.util.ArrayList;
import java.util.List;

import dev.echocast.support.Frame;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketConnectionTests {

	private static final TransportProperties PROPERTIES = TransportFixtures.properties("max-message-size=1000B");

	private final EmbeddedPeer peer = new EmbeddedPeer(PROPERTIES);

	@AfterEach
	void release() {
		this.peer.release();
	}

	@Test
	void readsNothingThatWasNotRequested() {
		Requester requester = new Requester();
		this.peer.session.receive().subscribe(requester);
		this.peer.receive(Frame.text("1"), Frame.text("2"), Frame.text("3"));
		assertThat(requester.texts).isEmpty();
		requester.request(2);
		assertThat(requester.texts).containsExactly("1", "2");
		requester.request(1);
		assertThat(requester.texts).containsExactly("1", "2", "3");
	}

	@Test
	void takesDemandFromOtherThreads() {
		Requester requester = new Requester();
		this.peer.session.receive().subscribe(requester);
		this.peer.receive(Frame.text("1"));
		Schedulers.boundedElastic().schedule(() -> requester.request(1));
		org.awaitility.Awaitility.await().untilAsserted(() -> {
			this.peer.channel.runPendingTasks();
			assertThat(requester.texts).containsExactly("1");
		});
	}

	@Test
	void joinsFragmentsAndAnswersPingsBetweenThem() {
		this.peer.echo();
		this.peer.receive(Frame.text("a").notFinal(), Frame.ping("p"), Frame.text("b").notFinal().continuation(),
				Frame.text("c").continuation());
		this.peer.expect(Frame.pong("p"), Frame.text("abc"));
	}

	@Test
	void echoesMessagesLargerThanASmallCopy() {
		WebSocketConnection big = this.peer.connection;
		assertThat(big.isOpen()).isTrue();
		byte[] payload = new byte[5000];
		this.peer.session
			.send(Mono.fromSupplier(() -> this.peer.session.binaryMessage((factory) -> factory.wrap(payload))))
			.subscribe();
		this.peer.expect(Frame.binary(payload));
	}

	@Test
	void ignoresPongs() {
		this.peer.echo();
		this.peer.receive(Frame.pong("x"), Frame.text("y"));
		this.peer.expect(Frame.text("y"));
	}

	@Test
	void secondReceiveIsRefused() {
		this.peer.echo();
		List<Throwable> errors = new ArrayList<>();
		this.peer.session.receive().subscribe((message) -> {
		}, errors::add);
		assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
	}

	@Test
	void secondSendAtATimeIsRefused() {
		this.peer.session.send(Flux.never()).subscribe();
		List<Throwable> errors = new ArrayList<>();
		this.peer.session.send(Flux.never()).subscribe(null, errors::add);
		assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
	}

	@Test
	void sendMayFollowSend() {
		this.peer.session.send(Mono.fromSupplier(() -> this.peer.session.textMessage("1")))
			.then(this.peer.session.send(Mono.fromSupplier(() -> this.peer.session.textMessage("2"))))
			.subscribe();
		this.peer.expect(Frame.text("1"), Frame.text("2"));
	}

	@Test
	void aCancelledReceiveGoesOnWithPingsAndClose() {
		this.peer.session.receive().take(1).subscribe();
		this.peer.receive(Frame.text("taken"), Frame.text("dropped"), Frame.ping("p"));
		this.peer.expect(Frame.pong("p"));
		assertThat(this.peer.session.isOpen()).isTrue();
		this.peer.receive(Frame.close(1000, ""));
		this.peer.connection.handlerCompleted();
		this.peer.expect(Frame.close(1000, ""));
	}

	@Test
	void sendsPingsOfTheHandler() {
		this.peer.session.send(Flux.just(this.peer.session.pingMessage((factory) -> factory.wrap("p".getBytes())),
				this.peer.session.pongMessage((factory) -> factory.wrap("q".getBytes()))))
			.subscribe();
		this.peer.expect(Frame.ping("p"), Frame.pong("q"));
	}

	@Test
	void requestsTheNextMessageOnlyWhenTheChannelTakesIt() {
		Sinks.Many<WebSocketMessage> source = Sinks.many().unicast().onBackpressureBuffer();
		List<Long> requests = new ArrayList<>();
		this.peer.session.send(source.asFlux().doOnRequest(requests::add)).subscribe();
		assertThat(requests).containsExactly(1L);
		this.peer.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
		source.tryEmitNext(this.peer.session.textMessage("1"));
		assertThat(requests).hasSize(1);
		this.peer.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
		this.peer.channel.runPendingTasks();
		assertThat(requests).hasSize(2);
		this.peer.expect(Frame.text("1"));
	}

	@Test
	void answersOnlyTheLatestPingOfAFloodWhenThePeerDoesNotRead() {
		this.peer.echo();
		this.peer.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
		this.peer.receive(Frame.ping("1"), Frame.ping("2"), Frame.ping("3"));
		assertThat(this.peer.written()).isEmpty();
		this.peer.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
		this.peer.expect(Frame.pong("3"));
	}

	@Test
	void refusesAMessageOverTheLimitWholeOrInFragments() {
		this.peer.echo();
		this.peer.receive(Frame.binary(new byte[600]).notFinal(), Frame.binary(new byte[600]).continuation());
		this.peer.expect(Frame.close(1009, "message over 1000 bytes"));
	}

	@Test
	void refusesInvalidTextInsideAnUnfinishedMessage() {
		this.peer.echo();
		this.peer.receive(new Frame(0x01, new byte[] { 'a', (byte) 0xFF }));
		this.peer.expect(Frame.close(1007, "text is not UTF-8"));
	}

	@Test
	void sharesAnEncodedMessage() {
		EncodedMessage one = EncodedMessage.of(ByteBufAllocator.DEFAULT, true, "hi".getBytes());
		EncodedMessage two = EncodedMessage.of(ByteBufAllocator.DEFAULT, false, new byte[] { 1 });
		EncodedMessage joined = EncodedMessage.join(ByteBufAllocator.DEFAULT, List.of(one, two));
		assertThat(joined.messages()).isEqualTo(2);
		this.peer.session.send(Flux.just(one.retain(), joined, two).map(EncodedMessage::toMessage)).subscribe();
		this.peer.expect(Frame.text("hi"), Frame.text("hi"), Frame.binary((byte) 1), Frame.binary((byte) 1));
		assertThat(one.release()).isTrue();
		assertThat(two.refCnt()).isZero();
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
