package dev.echocast.broadcast;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.echocast.access.Access;
import dev.echocast.access.Identity;
import dev.echocast.transport.Lease;
import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Placement;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Retained;
import dev.echocast.engine.Roster;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import dev.echocast.session.SessionFixtures;
import dev.echocast.session.SessionRegistry;
import dev.echocast.transport.LocalSession;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class BroadcastHandlerTests {

	private final Sinks.One<Position> place = Sinks.one();

	private final SessionRegistry sessions = SessionFixtures.sessions();

	private final BroadcastHandler handler = new BroadcastHandler(
			new Topics(new Engine(), Roster.ALONE, new SimpleMeterRegistry(), new MemoryLedger(Long.MAX_VALUE),
					VirtualTimeScheduler.create()),
			this.sessions, new QueueProperties(10, DataSize.ofMegabytes(1), OverflowPolicy.DISCONNECT),
			Access.openToAll(), "node");

	@ParameterizedTest
	@ValueSource(strings = { "", TopicJson.SUBPROTOCOL })
	void aMemberIsNotReadFromWhileItsPublishWaits(String subprotocol) {
		AtomicLong read = new AtomicLong();
		Flux<WebSocketMessage> messages = Flux.just("{\"type\":\"publish\",\"text\":\"hi\"}")
			.repeat(9)
			.map(BroadcastHandlerTests::message)
			.doOnRequest(read::addAndGet);
		this.handler.handle(session(subprotocol, messages)).subscribe();
		assertThat(read).hasValue(1);
		this.place.tryEmitValue(new Position("e", 1));
		assertThat(read).hasValueGreaterThanOrEqualTo(10);
	}

	private static WebSocketMessage message(String text) {
		return new WebSocketMessage(WebSocketMessage.Type.TEXT,
				DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes()));
	}

	private LocalSession session(String subprotocol, Flux<WebSocketMessage> messages) {
		LocalSession session = mock(LocalSession.class);
		given(session.getId()).willReturn("id");
		given(session.getHandshakeInfo()).willReturn(new HandshakeInfo(URI.create("/ws/broadcast/t"), new HttpHeaders(),
				Mono.empty(), subprotocol.isEmpty() ? null : subprotocol));
		given(session.eventLoop()).willReturn(Runnable::run);
		Lease lease = mock(Lease.class);
		given(lease.identity()).willReturn(Identity.ANYBODY);
		given(session.lease()).willReturn(lease);
		given(session.memory()).willReturn(MemoryAccount.UNLIMITED);
		given(session.receive()).willReturn(messages);
		given(session.send(any())).willReturn(Mono.never());
		this.sessions.opened(session, "broadcast");
		return session;
	}

	private final class Engine implements BroadcastEngine {

		@Override
		public Mono<Placement> publish(List<Message> batch, @Nullable String key) {
			return BroadcastHandlerTests.this.place.asMono().map((position) -> new Placement(position, false));
		}

		@Override
		public Flux<Publication> publications(String topic) {
			return Flux.never();
		}

		@Override
		public Mono<History> history(String topic, @Nullable Position since, int limit) {
			return Mono.just(new History(new Position("e", 0), List.of(), true));
		}

		@Override
		public Mono<Retained> retained(String topic) {
			return Mono.empty();
		}

	}

}
