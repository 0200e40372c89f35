package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import dev.echocast.support.Conversation;
import dev.echocast.support.ImpatientServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of peers that take too long, each where it takes a socket to see it.
 */
@ImpatientServiceTest
class ImpatienceIntegrationTests {

	@LocalServerPort
	private int port;

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aHeadThatDripsIsCut() {
		try (Conversation peer = Conversation.connect(this.port)) {
			peer.send("GET /ws/echo HTTP/1.1\r\nHost: x\r\nX: ".getBytes(StandardCharsets.US_ASCII));
			await().until(() -> peer.input().available() > 0 || peer.send(new byte[] { 'x' }) == null);
			assertThat(peer.response()).startsWith("HTTP/1.1 408 ").contains("request too slow");
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aMessageThatTakesTooLongClosesWith1008() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(text("never").notFinal()).skipUntilClose(1008).expectEnd();
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aPeerThatNeverCompletesTheCloseIsCut() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(HexFormat.of().parseHex("ff")).expectClose(1002).expectEnd();
		}
	}

	@ParameterizedTest
	@Execution(ExecutionMode.CONCURRENT)
	@CsvSource(delimiter = '|', textBlock = """
			ping of 126 bytes                       | 1002 | 89fe007e
			negative length                         | 1002 | 82ff8000000000000000
			16 bits for a small length              | 1002 | 82fe0001
			64 bits for a small length              | 1002 | 82ff0000000000000001
			too big, before it is sent              | 1009 | 82ff000001000000000000000000
			no UTF-8, before the rest of the frame  | 1007 | 818500000000 61ff
			""")
	void whatIsWrongInAFrameThatNeverEndsIsNoticedAtOnce(String what, int code, String hex) {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(HexFormat.of().parseHex(hex.replace(" ", ""))).skipUntilClose(code).expectEnd();
		}
	}

	@ParameterizedTest
	@Execution(ExecutionMode.CONCURRENT)
	@ValueSource(strings = { "89fe007e", "82ff8000000000000000", "82fe0001", "82ff0000000000000001" })
	void theSameWhereMessagesAreStreams(String hex) {
		try (Conversation peer = Conversation.open(this.port, "/ws/stream")) {
			peer.send(HexFormat.of().parseHex(hex)).skipUntilClose(1002).expectEnd();
		}
	}

	@Test
	@Execution(ExecutionMode.CONCURRENT)
	void aSilentPeerIsPingedThenToldAndThenReset() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			assertThat(peer.read().firstByte()).isEqualTo(0x89);
			peer.expect(close(1008, "no pong")).expectEnd();
		}
	}

}
