package dev.echocast.session;

import java.util.List;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ServiceTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ServiceTest
class ActuatorIntegrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private WebTestClient web;

	@Autowired
	private SessionRegistry registry;

	@Test
	void healthHasLivenessAndReadiness() {
		for (String path : new String[] { "", "/liveness", "/readiness" }) {
			this.web.get()
				.uri("/actuator/health" + path)
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.status")
				.isEqualTo("UP");
		}
	}

	@Test
	void sessionsAreListedShownAndClosed() {
		try (Conversation peer = Conversation.open(this.port, "/ws/broadcast/ops")) {
			peer.send(Frame.text("hello")).expect(Frame.text("hello"));
			String id = this.registry.all()
				.stream()
				.filter((session) -> "ops".equals(session.describe().topic()))
				.findFirst()
				.orElseThrow()
				.id();
			this.web.get()
				.uri("/actuator/sessions?topic=ops")
				.exchange()
				.expectBody()
				.jsonPath("$.total")
				.isEqualTo(1)
				.jsonPath("$.sessions[0].id")
				.isEqualTo(id);
			this.web.get()
				.uri("/actuator/sessions?endpoint=nope&limit=5")
				.exchange()
				.expectBody()
				.jsonPath("$.total")
				.isEqualTo(0);
			this.web.get()
				.uri("/actuator/sessions/" + id)
				.exchange()
				.expectBody()
				.jsonPath("$.endpoint")
				.isEqualTo("broadcast")
				.jsonPath("$.in.messages")
				.isEqualTo(1)
				.jsonPath("$.out.bytes")
				.isEqualTo(5)
				.jsonPath("$.queued.messages")
				.isEqualTo(0)
				.jsonPath("$.opened")
				.isNotEmpty();
			delete(id + "?code=1005", 400);
			delete(id + "?reason=" + "x".repeat(124), 400);
			delete("00000000-0000-0000-0000-000000000000", 404);
			delete(id + "?code=4001&reason=maintenance", 204);
			peer.expect(Frame.close(4001, "maintenance")).send(Frame.close(4001, "")).expectEnd();
			await().untilAsserted(
					() -> this.web.get().uri("/actuator/sessions/" + id).exchange().expectStatus().isNotFound());
		}
	}

	private void delete(String idAndQuery, int status) {
		this.web.delete()
			.uri("/actuator/sessions/" + idAndQuery)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.returnResult();
	}

	@Test
	void theGaugeReturnsToZeroHoweverPeersGo() {
		await().until(() -> this.registry.all().isEmpty());
		Conversation polite = Conversation.open(this.port, "/ws/echo");
		Conversation reset = Conversation.open(this.port, "/ws/echo");
		Conversation closed = Conversation.open(this.port, "/ws/echo");
		Conversation wrong = Conversation.open(this.port, "/ws/echo");
		assertThat(scrape()).contains("echocast_sessions_active{endpoint=\"echo\"} 4.0");
		polite.send(Frame.close(1000, "")).expectClose(1000).expectEnd();
		wrong.send(Frame.text("x").withFirstByte(0xF1)).expectClose(1002).expectEnd();
		wrong.close();
		polite.close();
		reset.reset();
		closed.close();
		await().untilAsserted(() -> assertThat(scrape()).contains("echocast_sessions_active{endpoint=\"echo\"} 0.0"));
		assertThat(scrape()).contains("echocast_sessions_closed_total{by=\"peer\",code=\"1000\",endpoint=\"echo\"}",
				"echocast_sessions_closed_total{by=\"server\",code=\"1002\",endpoint=\"echo\"}",
				"echocast_sessions_closed_total{by=\"network\",code=\"1006\",endpoint=\"echo\"}",
				"echocast_sessions_opened_total", "echocast_sessions_duration_seconds_count",
				"echocast_messages_received_total", "echocast_messages_sent_total", "echocast_bytes_received_total",
				"echocast_bytes_sent_total", "echocast_messages_dropped_total", "echocast_broadcast_topics",
				"echocast_broadcast_subscribers", "echocast_broadcast_fanout_seconds_count");
	}

	@Test
	void aPeersCodeIsNotTheServers() {
		for (int code : new int[] { 1011, 1013 }) {
			List<String> before = closedByServer(code);
			try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
				peer.send(Frame.close(code, "")).expectClose(code).expectEnd();
			}
			await().untilAsserted(() -> assertThat(scrape())
				.contains("echocast_sessions_closed_total{by=\"peer\",code=\"" + code + "\",endpoint=\"echo\"}"));
			assertThat(closedByServer(code)).isEqualTo(before);
		}
	}

	/** As other tests have left it. */
	private List<String> closedByServer(int code) {
		String count = "echocast_sessions_closed_total{by=\"server\",code=\"" + code + "\",endpoint=\"echo\"}";
		return scrape().lines().filter((line) -> line.startsWith(count)).toList();
	}

	private String scrape() {
		return new String(this.web.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.returnResult()
			.getResponseBody());
	}

}
