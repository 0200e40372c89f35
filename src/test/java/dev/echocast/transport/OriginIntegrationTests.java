package dev.echocast.transport;

import java.nio.charset.StandardCharsets;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
@TestPropertySource(properties = { "echocast.transport.handshake-timeout=700ms",
		"echocast.transport.request-timeout=1500ms", "echocast.transport.allowed-origins=https://app.example" })
class OriginIntegrationTests {

	private static final String MESSAGES = " /api/topics/origins/messages";

	private static final String ALLOWED = "access-control-allow-origin: https://app.example\r\n";

	private static final String BODY = "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx";

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "POST /email", "POST /actuator/loggers/x", "DELETE /actuator/sessions/x",
			"POST /api/topics/foreign/messages", "POST /api/topics/foreign/messages/batch", "POST /nope" })
	void pagesOfOtherHostsMayChangeNothing(String line) {
		for (String origin : new String[] { "http://evil.example", "null" }) {
			assertThat(send(line, "Origin: " + origin + "\r\n" + BODY)).startsWith("HTTP/1.1 403 ")
				.contains("Origin is not allowed")
				.doesNotContainIgnoringCase("access-control");
		}
		assertThat(send("GET /api/topics/foreign/messages", "\r\n")).startsWith("HTTP/1.1 404 ");
	}

	@Test
	void pagesListedMayPublishReadAndFollow() {
		assertThat(send("POST" + MESSAGES, "Origin: https://app.example\r\n" + BODY)).startsWith("HTTP/1.1 202 ")
			.containsIgnoringCase(ALLOWED);
		assertThat(send("GET" + MESSAGES, "Origin: https://app.example\r\n\r\n")).startsWith("HTTP/1.1 200 ")
			.containsIgnoringCase(ALLOWED);
		assertThat(send("GET /api/topics/origins/events", "Origin: https://app.example\r\n\r\n"))
			.startsWith("HTTP/1.1 200 ")
			.containsIgnoringCase(ALLOWED)
			.contains("text/event-stream");
	}

	@Test
	void pagesListedMayReadErrors() {
		assertThat(send("GET /api/topics/no%20name", "Origin: https://app.example\r\n\r\n")).startsWith("HTTP/1.1 404 ")
			.containsIgnoringCase(ALLOWED);
		assertThat(send("PUT" + MESSAGES, "Origin: https://app.example\r\nContent-Length: 0\r\n\r\n"))
			.startsWith("HTTP/1.1 405 ")
			.containsIgnoringCase(ALLOWED);
	}

	@Test
	void pagesOfOtherHostsMayReadNothing() {
		assertThat(send("GET" + MESSAGES, "Origin: http://evil.example\r\n\r\n"))
			.doesNotContainIgnoringCase("access-control")
			.containsIgnoringCase("vary: origin");
		assertThat(send("OPTIONS" + MESSAGES,
				"Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n"))
			.doesNotContainIgnoringCase("access-control");
	}

	@Test
	void preflightsOfPagesListedAreAnswered() {
		assertThat(send("OPTIONS" + MESSAGES,
				"Origin: https://app.example\r\nAccess-Control-Request-Method: POST\r\n"
						+ "Access-Control-Request-Headers: content-type, idempotency-key\r\n\r\n"))
			.startsWith("HTTP/1.1 200 ")
			.containsIgnoringCase(ALLOWED)
			.containsIgnoringCase("access-control-allow-headers: content-type, idempotency-key\r\n");
	}

	@Test
	void pagesOfThisHostMayPublish() {
		assertThat(send("POST" + MESSAGES, "Origin: https://x\r\n" + BODY)).startsWith("HTTP/1.1 202 ");
	}

	@Test
	void twoOriginsAreMalformed() {
		assertThat(send("GET /time", "Origin: http://x\r\nOrigin: http://x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
	}

	private String send(String line, String rest) {
		try (Conversation peer = Conversation.connect(this.port)) {
			return peer.send((line + " HTTP/1.1\r\nHost: x\r\n" + rest).getBytes(StandardCharsets.ISO_8859_1))
				.response();
		}
	}

}
