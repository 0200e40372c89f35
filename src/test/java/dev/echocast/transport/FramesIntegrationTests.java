package dev.echocast.transport;

import java.util.HexFormat;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.ping;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows 16 to 32 of the catalogue of behaviours: what frames may be, on both echo
 * endpoints.
 */
@ServiceTest
class FramesIntegrationTests {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			unmasked                          | 810161
			RSV1 without an extension         | c18100000000 61
			RSV2                              | a18100000000 61
			RSV3                              | 918100000000 61
			reserved data opcode              | 838000000000
			reserved control opcode           | 8b8000000000
			fragmented ping                   | 098000000000
			orphan continuation               | 808000000000
			data inside a fragmented message  | 018000000000 818000000000
			close frame of one byte           | 888100000000 03
			close code 999                    | 888200000000 03e7
			close code 1004                   | 888200000000 03ec
			close code 1005                   | 888200000000 03ed
			close code 1006                   | 888200000000 03ee
			close code 1015                   | 888200000000 03f7
			close code 2999                   | 888200000000 0bb7
			close code 5000                   | 888200000000 1388
			""")
	void whatIsNoFrameClosesWith1002(String what, String hex) {
		for (String path : new String[] { "/ws/echo", "/ws/stream" }) {
			try (Conversation peer = Conversation.open(this.port, path)) {
				peer.send(HexFormat.of().parseHex(hex.replace(" ", ""))).skipUntilClose(1002).expectEnd();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ws/echo", "/ws/stream" })
	void textThatIsNotUtf8ClosesWith1007WholeOrSplit(String path) {
		byte[] invalid = { 'a', (byte) 0xC0, (byte) 0xAF };
		try (Conversation peer = Conversation.open(this.port, path)) {
			peer.send(new Frame(0x81, invalid)).expectClose(1007).expectEnd();
		}
		try (Conversation peer = Conversation.open(this.port, path)) {
			peer.send(text("ok").notFinal());
			if (path.equals("/ws/stream")) {
				peer.expect(text("ok").notFinal());
			}
			peer.send(new Frame(0x80, new byte[] { (byte) 0xE2, 0x28 })).expectClose(1007).expectEnd();
		}
		try (Conversation peer = Conversation.open(this.port, path)) {
			peer.send(new Frame(0x88, new byte[] { 0x03, (byte) 0xE8, (byte) 0xFF })).expectClose(1007).expectEnd();
		}
	}

	@Test
	void textThatEndsInsideACharacterClosesWith1007() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(new Frame(0x81, new byte[] { (byte) 0xE2, (byte) 0x82 })).expectClose(1007).expectEnd();
		}
	}

	@Test
	void aCharacterSplitOverFragmentsComesBackIntact() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(new Frame(0x01, new byte[] { (byte) 0xE2 }))
				.send(new Frame(0x00, new byte[] { (byte) 0x82 }))
				.send(new Frame(0x80, new byte[] { (byte) 0xAC }))
				.expect(text("€"));
		}
	}

	@Test
	void fragmentsThatAddUpToTooMuchCloseWith1009() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			byte[] half = new byte[600 * 1024];
			peer.send(binary(half).notFinal()).send(binary(half).continuation()).expectClose(1009).expectEnd();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ws/echo", "/ws/stream" })
	void endlessEmptyFragmentsCloseWith1008(String path) {
		try (Conversation peer = Conversation.open(this.port, path)) {
			peer.send(text("").notFinal());
			for (int i = 0; i < 256; i++) {
				peer.send(text("").notFinal().continuation());
			}
			peer.skipUntilClose(1008).expectEnd();
		}
	}

	@Test
	void dataAfterTheCloseFrameIsIgnored() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(close(1000, "")).send(text("late")).expect(close(1000, "")).expectEnd();
		}
	}

	@Test
	void aPingFloodWithoutReadingEndsTheConnection() {
		byte[] flood = new byte[131 * 1000];
		byte[] one = ping("x".repeat(125)).masked();
		for (int i = 0; i < 1000; i++) {
			System.arraycopy(one, 0, flood, i * one.length, one.length);
		}
		Conversation peer = Conversation.connect(this.port, 4096);
		try (peer) {
			assertThat(peer.request("GET", "/ws/echo").response()).startsWith("HTTP/1.1 101 ");
			assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> {
				for (int i = 0; i < 100_000; i++) {
					peer.send(flood);
				}
			})).isInstanceOf(java.io.UncheckedIOException.class);
		}
	}

}
