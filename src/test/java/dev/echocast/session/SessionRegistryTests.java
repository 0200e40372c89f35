package dev.echocast.session;

import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import dev.echocast.transport.LocalSession;
import dev.echocast.access.Identity;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import dev.echocast.transport.Initiator;
import dev.echocast.transport.SessionListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class SessionRegistryTests {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final SessionRegistry registry = new SessionRegistry(this.meters,
			Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC), 0, SessionFixtures.nobody());

	@Test
	void aSessionIsListedFromOpenToClose() {
		SessionListener session = this.registry.opened(connection("1"), "echo");
		assertThat(this.registry.find("1")).isPresent();
		assertThat(gauge()).isEqualTo(1);
		session.closed(CloseStatus.NORMAL, Initiator.PEER);
		assertThat(this.registry.find("1")).isEmpty();
		assertThat(gauge()).isZero();
	}

	@Test
	void closingTwiceCountsOnce() {
		SessionListener session = this.registry.opened(connection("1"), "echo");
		session.closed(CloseStatus.NORMAL, Initiator.PEER);
		session.closed(CloseStatus.NO_CLOSE_FRAME, Initiator.NETWORK);
		assertThat(gauge()).isZero();
		assertThat(this.meters.get("echocast.sessions.closed").tag("code", "1000").counter().count()).isEqualTo(1);
		assertThat(this.meters.find("echocast.sessions.closed").tag("code", "1006").counter()).isNull();
		assertThat(this.meters.get("echocast.sessions.duration").timer().count()).isEqualTo(1);
	}

	@Test
	void codesOfApplicationsShareATag() {
		for (int i = 0; i < 20; i++) {
			this.registry.opened(connection("a" + i), "echo").closed(new CloseStatus(3000 + i), Initiator.PEER);
			this.registry.opened(connection("b" + i), "echo").closed(new CloseStatus(4000 + i), Initiator.PEER);
		}
		assertThat(this.meters.find("echocast.sessions.closed").counters())
			.extracting((counter) -> counter.getId().getTag("code"))
			.as("those that the service sends have one of their own")
			.containsExactlyInAnyOrder("3000", "3003", "3xxx", "4xxx");
		assertThat(this.meters.get("echocast.sessions.closed").tag("code", "4xxx").counter().count()).isEqualTo(20);
	}

	@Test
	void whoClosedIsAnotherTag() {
		for (Initiator by : Initiator.values()) {
			this.registry.opened(connection(by.name()), "echo").closed(CloseStatus.SERVER_ERROR, by);
		}
		for (String by : new String[] { "peer", "server", "network" }) {
			assertThat(this.meters.get("echocast.sessions.closed").tags("code", "1011", "by", by).counter().count())
				.isEqualTo(1);
		}
	}

	@Test
	void countsTrafficPerSessionAndPerEndpoint() {
		SessionListener session = this.registry.opened(connection("1"), "echo");
		session.received(1, 0, 5);
		session.received(0, 1, 7);
		session.sent(2, 1, 30);
		SessionDescription it = this.registry.find("1").orElseThrow().describe();
		assertThat(it.in()).isEqualTo(new SessionDescription.Traffic(2, 12));
		assertThat(it.out()).isEqualTo(new SessionDescription.Traffic(3, 30));
		assertThat(it.remoteAddress()).isEqualTo("192.0.2.1:1");
		assertThat(it.opened()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
		assertThat(count("echocast.messages.received", "type", "text")).isEqualTo(1);
		assertThat(count("echocast.messages.received", "type", "binary")).isEqualTo(1);
		assertThat(count("echocast.messages.sent", "type", "text")).isEqualTo(2);
		assertThat(count("echocast.messages.sent", "type", "binary")).isEqualTo(1);
		assertThat(count("echocast.bytes.received", "endpoint", "echo")).isEqualTo(12);
		assertThat(count("echocast.bytes.sent", "endpoint", "echo")).isEqualTo(30);
	}

	@Test
	void countsDropsByPolicy() {
		Session session = (Session) this.registry.opened(connection("1"), "broadcast");
		session.dropCounter(OverflowPolicy.DROP_OLDEST).accept(3);
		assertThat(count("echocast.messages.dropped", "policy", "drop-oldest")).isEqualTo(3);
		assertThat(count("echocast.messages.dropped", "policy", "disconnect")).isZero();
	}

	private double gauge() {
		return this.meters.get("echocast.sessions.active").tag("endpoint", "echo").gauge().value();
	}

	private double count(String name, String... tags) {
		return this.meters.get(name).tags(tags).functionCounter().count();
	}

	private static LocalSession connection(String id) {
		LocalSession session = mock(LocalSession.class, RETURNS_DEEP_STUBS);
		given(session.lease().identity()).willReturn(Identity.ANYBODY);
		given(session.getId()).willReturn(id);
		given(session.getHandshakeInfo()).willReturn(new HandshakeInfo(URI.create("/"), new HttpHeaders(),
				new org.springframework.util.LinkedMultiValueMap<>(), Mono.empty(), null,
				new InetSocketAddress("192.0.2.1", 1), java.util.Map.of(), null));
		return session;
	}

}
