package dev.echocast.broadcast;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ServiceTest
class BroadcastIntegrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private WebTestClient web;

	@Test
	void whatOneMemberSendsAllReceiveTheSenderToo() {
		try (Conversation a = open("/room"); Conversation b = open("/room"); Conversation other = open("/elsewhere")) {
			a.send(text("hi"));
			a.expect(text("hi"));
			b.expect(text("hi"));
			b.send(binary((byte) 7));
			a.expect(binary((byte) 7));
			b.expect(binary((byte) 7));
			other.send(text("own")).expect(text("own"));
		}
	}

	@Test
	void aMemberMayDoWithoutItsOwnMessages() {
		try (Conversation a = open("/solo?self=false"); Conversation b = open("/solo")) {
			a.send(text("1"));
			b.expect(text("1")).send(text("2"));
			a.expect(text("2"));
		}
	}

	@Test
	void withoutATopicMembersMeetInTheLobby() {
		try (Conversation a = open(""); Conversation b = open("/lobby")) {
			a.send(text("x"));
			b.expect(text("x"));
		}
	}

	@Test
	void topicsWithInvalidNamesAreNotFound() {
		for (String name : List.of("a!b", "a%20b", "x".repeat(129), "a/b", "a;%0d%0aX%00", "a;", "a;b=c",
				"a;" + "x".repeat(4000), "a%3Bb", ";x")) {
			try (Conversation peer = Conversation.connect(this.port)) {
				assertThat(peer.request("GET", "/ws/broadcast/" + name).response()).startsWith("HTTP/1.1 404 ");
			}
		}
		open("/" + "x".repeat(128)).close();
	}

	@Test
	void theLobbyHasNoOtherNames() {
		for (String path : List.of("/ws/broadcast;secret", "/ws/broadcast;", "/ws/broadcast/", "/ws;x/broadcast")) {
			try (Conversation peer = Conversation.connect(this.port)) {
				assertThat(peer.request("GET", path).response()).startsWith("HTTP/1.1 404 ");
			}
		}
	}

	@Test
	void allMembersSeeTheSameOrderWhoeverPublishes() {
		int members = 8;
		int each = 250;
		List<CompletableFuture<List<String>>> seen = new ArrayList<>();
		URI uri = URI.create("ws://localhost:" + this.port + "/ws/broadcast/order");
		for (int member = 0; member < members; member++) {
			List<String> received = new ArrayList<>();
			String prefix = member + "/";
			seen.add(new ReactorNettyWebSocketClient().execute(uri, (session) -> {
				Mono<Void> send = session.send(Flux.range(0, each)
					.delaySubscription(Flux.defer(this::allMembersAreThere))
					.map((i) -> session.textMessage(prefix + i)));
				return send.and(session.receive()
					.map(WebSocketMessage::getPayloadAsText)
					.take((long) members * each)
					.doOnNext(received::add));
			}).thenReturn(received).toFuture());
		}
		List<List<String>> orders = seen.stream().map(CompletableFuture::join).toList();
		assertThat(orders.get(0)).hasSize(members * each).doesNotHaveDuplicates();
		assertThat(orders).allSatisfy((order) -> assertThat(order).isEqualTo(orders.get(0)));
		for (int member = 0; member < members; member++) {
			String prefix = member + "/";
			assertThat(orders.get(0).stream().filter((it) -> it.startsWith(prefix)))
				.containsExactlyElementsOf(IntStream.range(0, each).mapToObj((i) -> prefix + i).toList());
		}
	}

	private Mono<Long> allMembersAreThere() {
		return Mono.delay(Duration.ofMillis(20))
			.filterWhen((tick) -> Mono.fromCallable(() -> members("order") == 8)
				.subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic()))
			.repeatWhenEmpty((again) -> again)
			.timeout(SOON);
	}

	@Test
	void publishingOverHttpReachesMembers() {
		try (Conversation a = open("/headlines")) {
			this.web.post()
				.uri("/api/topics/headlines/messages")
				.contentType(MediaType.TEXT_PLAIN)
				.bodyValue("flash")
				.exchange()
				.expectStatus()
				.isAccepted()
				.expectBody()
				.jsonPath("$.subscribers")
				.isEqualTo(1)
				.jsonPath("$.position")
				.value((position) -> assertThat((String) position).matches("\\w+:1"));
			a.expect(text("flash"));
			this.web.post()
				.uri("/api/topics/headlines/messages")
				.contentType(MediaType.APPLICATION_OCTET_STREAM)
				.bodyValue(new byte[] { 1, 2 })
				.exchange()
				.expectStatus()
				.isAccepted()
				.expectBody()
				.returnResult();
			a.expect(binary((byte) 1, (byte) 2));
			this.web.get()
				.uri("/api/topics")
				.exchange()
				.expectBody()
				.jsonPath("$.topics[?(@.topic == 'headlines')].members")
				.isEqualTo(1);
			assertThat(members("headlines")).isEqualTo(1);
		}
		await().untilAsserted(() -> assertThat(members("headlines")).isZero());
	}

	@Test
	void aSlowMemberIsCutAndTheOthersLoseNothing() {
		byte[] payload = new byte[16 * 1024];
		try (Conversation slow = Conversation.connect(this.port, 4096);
				Conversation reader = open("/slow?self=false");
				Conversation publisher = open("/slow?self=false")) {
			assertThat(slow.request("GET", "/ws/broadcast/slow").response()).startsWith("HTTP/1.1 101 ");
			// Far more than the queue, the channel and the sockets' buffers hold.
			for (int i = 0; i < 1000; i++) {
				payload[0] = (byte) (i >> 8);
				payload[1] = (byte) i;
				publisher.send(binary(payload));
				reader.expect(binary(payload));
			}
			await().untilAsserted(() -> assertThat(members("slow")).isEqualTo(2));
			this.web.get()
				.uri("/actuator/metrics/echocast.messages.dropped?tag=policy:disconnect")
				.exchange()
				.expectBody()
				.jsonPath("$.measurements[0].value")
				.value((value) -> assertThat(((Number) value).intValue()).isPositive());
		}
	}

	@Test
	void leavingByAnyWayEmptiesTheTopic() {
		Conversation polite = open("/leave");
		Conversation reset = open("/leave");
		Conversation gone = open("/leave");
		assertThat(members("leave")).isEqualTo(3);
		polite.send(close(1000, "")).expectClose(1000).expectEnd();
		reset.reset();
		gone.close();
		await().untilAsserted(() -> assertThat(members("leave")).isZero());
	}

	private Conversation open(String topicAndQuery) {
		return Conversation.open(this.port, "/ws/broadcast" + topicAndQuery);
	}

	private int members(String topic) {
		byte[] body = this.web.get()
			.uri("/api/topics/" + topic)
			.exchange()
			.expectBody()
			.returnResult()
			.getResponseBody();
		String json = new String(body);
		java.util.regex.Matcher matcher = java.util.regex.Pattern.compile("\"members\":(\\d+)").matcher(json);
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
	}

}
