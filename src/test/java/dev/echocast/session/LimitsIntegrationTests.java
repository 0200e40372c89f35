package dev.echocast.session;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.ping;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ServiceTest
@TestPropertySource(properties = { "echocast.limits.max-sessions=4", "echocast.limits.per-address=2",
		"echocast.limits.messages-per-second=20", "server.forward-headers-strategy=native",
		"echocast.limits.trusted-proxies=127.0.0.1" })
class LimitsIntegrationTests {

	@LocalServerPort
	private int port;

	@Test
	void anAddressGetsItsShareAndTheNodeIsFullAfterAll() {
		try (Conversation a1 = open("192.0.2.1")) {
			try (Conversation a2 = open("192.0.2.1")) {
				assertThat(refused("192.0.2.1")).startsWith("HTTP/1.1 429 ").containsIgnoringCase("retry-after: 5\r\n");
				try (Conversation b1 = open("192.0.2.2"); Conversation b2 = open("192.0.2.2")) {
					assertThat(refused("192.0.2.3")).startsWith("HTTP/1.1 503 ")
						.containsIgnoringCase("retry-after: 5\r\n");
					for (Conversation open : List.of(a1, b1, b2)) {
						open.send(text("still")).expect(text("still"));
					}
				}
				a2.send(close(1000, "")).expectClose(1000).expectEnd();
			}
			// The place is given away when both sides have closed.
			await().untilAsserted(() -> open("192.0.2.1").close());
		}
	}

	@Test
	void eventStreamsCountAsSessions() {
		try (Conversation stream = stream("192.0.2.6"); Conversation session = open("192.0.2.6")) {
			assertThat(stream.response()).startsWith("HTTP/1.1 200 ");
			assertThat(refused("192.0.2.6")).startsWith("HTTP/1.1 429 ");
			session.send(text("still")).expect(text("still"));
			assertThat(refusedStream("192.0.2.6")).startsWith("HTTP/1.1 429 ")
				.containsIgnoringCase("retry-after: 5\r\n")
				.contains("application/problem+json", "Too many sessions from this address");
			try (Conversation b1 = open("192.0.2.7"); Conversation b2 = open("192.0.2.7")) {
				assertThat(refusedStream("192.0.2.8")).startsWith("HTTP/1.1 503 ")
					.containsIgnoringCase("retry-after: 5\r\n");
				List.of(b1, b2).forEach(Conversation::close);
			}
		}
		await().untilAsserted(() -> {
			try (Conversation first = stream("192.0.2.6"); Conversation second = stream("192.0.2.6")) {
				assertThat(first.response()).startsWith("HTTP/1.1 200 ");
				assertThat(second.response()).startsWith("HTTP/1.1 200 ");
			}
		});
	}

	@Test
	void whatCannotBeReadIsTheConnectionsAddress() {
		try (Conversation foo = open("foo"); Conversation obfuscated = open("192.0.2.20, _obf")) {
			for (String list : List.of("bar", "", "192.0.2.21, unknown", "192.0.2.22, 127.0.0.256")) {
				assertThat(refused(list)).as(list).startsWith("HTTP/1.1 429 ");
			}
			assertThat(refusedStream("x")).startsWith("HTTP/1.1 429 ");
			List.of(foo, obfuscated).forEach((peer) -> peer.send(text("still")).expect(text("still")));
		}
		await().untilAsserted(() -> open("foo").close());
	}

	@Test
	void nobodyMayChooseAnAddress() {
		try (Conversation one = open("192.0.2.31, 192.0.2.30"); Conversation two = open("192.0.2.32, 192.0.2.30")) {
			assertThat(refused("192.0.2.33, 192.0.2.30")).startsWith("HTTP/1.1 429 ");
			List.of(one, two).forEach((peer) -> peer.send(text("still")).expect(text("still")));
		}
	}

	@Test
	void refusedHandshakesTakeNoPlace() {
		for (int i = 0; i < 10; i++) {
			try (Conversation peer = Conversation.connect(this.port)) {
				assertThat(peer.request("GET", "/ws/echo", "Origin: http://evil").response())
					.startsWith("HTTP/1.1 403 ");
			}
		}
		await().untilAsserted(() -> open("192.0.2.9").close());
	}

	@Test
	void tooManyMessagesCloseWith1008AndOthersDoNotNotice() {
		await().untilAsserted(() -> open("192.0.2.4").close());
		try (Conversation fast = open("192.0.2.4"); Conversation calm = open("192.0.2.5")) {
			for (int i = 0; i < 200; i++) {
				fast.send(text("x"));
			}
			Frame frame = fast.read();
			while (frame.equals(text("x"))) {
				frame = fast.read();
			}
			assertThat(frame).isEqualTo(close(1008, "too many messages"));
			calm.send(text("y")).expect(text("y"));
			for (int i = 0; i < 200; i++) {
				calm.send(ping("p"));
			}
			frame = calm.read();
			while (frame.firstByte() == 0x8A) {
				frame = calm.read();
			}
			assertThat(frame).isEqualTo(close(1008, "too many messages"));
		}
	}

	private Conversation open(String address) {
		return Conversation.open(this.port, "/ws/echo", "X-Forwarded-For: " + address);
	}

	private Conversation stream(String address) {
		return Conversation.connect(this.port)
			.send(("GET /api/topics/x/events HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + address + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
	}

	private String refusedStream(String address) {
		try (Conversation peer = stream(address)) {
			return peer.response();
		}
	}

	private String refused(String address) {
		try (Conversation peer = Conversation.connect(this.port)) {
			return peer.request("GET", "/ws/echo", "X-Forwarded-For: " + address).response();
		}
	}

}
