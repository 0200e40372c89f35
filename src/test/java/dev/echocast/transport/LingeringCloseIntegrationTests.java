package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers to peers that write all they have to say before they read.
 */
@ServiceTest
class LingeringCloseIntegrationTests {

	private static final int MEGABYTE = 1024 * 1024;

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@CsvSource({ "/email, text/plain, 413", "/api/topics/x/messages, text/plain, 413",
			"/api/topics/x/messages/batch, application/json, 413", "/api/topics/x/messages, image/png, 415",
			"/api/topics/x/messages, ;;;, 400", "/api/topics/in%20valid/messages, text/plain, 404",
			"/nowhere, text/plain, 404", "/count, text/plain, 405", "/ws/echo, text/plain, 405",
			"relative, text/plain, 400" })
	void anEarlyAnswerIsReadByThoseWhoWriteFirst(String path, String type, int status) {
		for (String connection : new String[] { "close", "keep-alive" }) {
			for (int i = 0; i < 5; i++) {
				answer(path, "Content-Type: " + type + "\r\nConnection: " + connection, 3 * MEGABYTE, status);
			}
		}
	}

	@Test
	void aHundredOfAHundredReadTheAnswer() {
		IntStream.range(0, 100)
			.forEach((i) -> answer("/api/topics/x/messages", "Content-Type: text/plain\r\nConnection: close",
					3 * MEGABYTE, 413));
	}

	@Test
	void aBodyOfTwentyMegabytesIsReadToItsEnd() {
		answer("/email", "Connection: close", 20 * MEGABYTE, 413);
		answer("/api/topics/x/messages", "Content-Type: text/plain", 20 * MEGABYTE, 413);
	}

	private void answer(String path, String headers, int length, int status) {
		try (Conversation peer = Conversation.connect(this.port)) {
			peer.send(head(path, headers + "\r\nContent-Length: " + length)).send(new byte[length]);
			assertThat(peer.response()).startsWith("HTTP/1.1 " + status + " ")
				.containsIgnoringCase("connection: close");
			peer.expectOrderlyEnd();
		}
	}

	@Test
	void aChunkedBodyThatIsTooLargeIsAnswered() {
		try (Conversation peer = Conversation.connect(this.port)) {
			peer.send(head("/email", "Transfer-Encoding: chunked"));
			byte[] chunk = new byte[64 * 1024];
			for (int i = 0; i < 48; i++) {
				peer.send("10000\r\n".getBytes(StandardCharsets.US_ASCII)).send(chunk).send("\r\n".getBytes());
			}
			peer.send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(peer.response()).startsWith("HTTP/1.1 413 ");
			peer.expectOrderlyEnd();
		}
	}

	@Test
	void aHeadThatIsTooLargeIsAnswered() {
		try (Conversation peer = Conversation.connect(this.port)) {
			byte[] name = new byte[3 * MEGABYTE];
			Arrays.fill(name, (byte) 'x');
			peer.send("GET /count HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII)).send(name);
			assertThat(peer.response()).startsWith("HTTP/1.1 431 ");
			peer.expectOrderlyEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ";;;", "", "-1", "99999999999999999999", "1, 2", "\"" })
	void aMalformedLengthIsAnswered(String length) {
		try (Conversation peer = Conversation.connect(this.port)) {
			peer.send(head("/email", "Content-Length: " + length)).send(new byte[3 * MEGABYTE]);
			assertThat(peer.response()).startsWith("HTTP/1.1 400 ");
			peer.expectOrderlyEnd();
		}
	}

	@Test
	void aRequestThatIsReadToItsEndKeepsTheConnection() {
		try (Conversation peer = Conversation.connect(this.port)) {
			byte[] request = head("/email", "Content-Length: 2");
			peer.send(request).send("{}".getBytes());
			assertThat(peer.response()).startsWith("HTTP/1.1 400 ").doesNotContainIgnoringCase("connection: close");
			peer.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3).getBytes(StandardCharsets.US_ASCII));
			for (int i = 0; i < 3; i++) {
				assertThat(peer.response()).startsWith("HTTP/1.1 404 ").doesNotContainIgnoringCase("connection: close");
			}
			peer.send(request).send("{}".getBytes());
			assertThat(peer.response()).startsWith("HTTP/1.1 400 ");
		}
	}

	@Test
	void whoSendsTooMuchIsCut() {
		try (Conversation peer = Conversation.connect(this.port)) {
			peer.send(head("/nowhere", "Content-Length: 1000000000"));
			assertThat(peer.response()).startsWith("HTTP/1.1 404 ");
			peer.sendUntilCut(new byte[MEGABYTE]);
		}
	}

	private static byte[] head(String path, String headers) {
		return ("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
	}

}
