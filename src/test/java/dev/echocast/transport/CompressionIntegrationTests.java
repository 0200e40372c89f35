package dev.echocast.transport;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
@TestPropertySource(
		properties = { "echocast.transport.compression=on", "echocast.transport.compression-context-takeover=true" })
class CompressionIntegrationTests {

	private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";

	private static final String LONG = "compress me, ".repeat(100);

	private final Deflater deflater = new Deflater(9, true);

	@LocalServerPort
	private int port;

	@Test
	void messagesAreCompressedBothWaysAndSmallOnesAreNot() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			peer.send(compressed(0xC1, LONG));
			Frame answer = peer.read();
			assertThat(answer.firstByte()).isEqualTo(0xC1);
			assertThat(answer.payload().length).isLessThan(LONG.length() / 10);
			assertThat(inflate(answer)).isEqualTo(LONG);
			peer.send(text("small")).expect(text("small"));
		}
	}

	@Test
	void thePeerMayKeepItsContextAndFragment() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			for (int i = 0; i < 3; i++) {
				byte[] payload = compressed(0xC1, LONG + i).payload();
				int half = payload.length / 2;
				peer.send(new Frame(0x41, Arrays.copyOf(payload, half)))
					.send(Frame.ping("between"))
					.expect(Frame.pong("between"))
					.send(new Frame(0x80, Arrays.copyOfRange(payload, half, payload.length)));
				assertThat(inflate(peer.read())).isEqualTo(LONG + i);
			}
		}
	}

	@Test
	void aPeerWithASmallWindowGetsLargeMessagesUncompressed() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER + "; server_max_window_bits=9")) {
			peer.send(text("x".repeat(512)));
			assertThat(peer.read().firstByte()).isEqualTo(0xC1);
			peer.send(text("x".repeat(513))).expect(text("x".repeat(513)));
		}
	}

	@Test
	void anEmptyMessageMayComeWithoutAnyBytes() {
		Frame empty = new Frame(0xC1, new byte[0]);
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			for (int i = 0; i < 2; i++) {
				peer.send(empty).expect(text(""));
				peer.send(new Frame(0x41, new byte[0])).send(new Frame(0x80, new byte[0])).expect(text(""));
				peer.send(compressed(0xC1, LONG));
				assertThat(inflate(peer.read())).isEqualTo(LONG);
			}
		}
	}

	@Test
	void malformedOffersAreDeclinedAndNothingElse() {
		for (String offer : new String[] { "permessage-deflate;", ";", "permessage-deflate; =", "," }) {
			try (Conversation peer = Conversation.connect(this.port)) {
				assertThat(peer.request("GET", "/ws/echo", "Sec-WebSocket-Extensions: " + offer).response())
					.startsWith("HTTP/1.1 101 ")
					.doesNotContainIgnoringCase("sec-websocket-extensions");
			}
		}
	}

	@Test
	void offersOnSeveralLinesAreOneList() {
		try (Conversation peer = Conversation.connect(this.port)) {
			assertThat(peer
				.request("GET", "/ws/echo", "Sec-WebSocket-Extensions: x", OFFER + "; server_max_window_bits=15")
				.response()).startsWith("HTTP/1.1 101 ").contains("; server_max_window_bits=15");
		}
	}

	@Test
	void aBombClosesWith1009() {
		byte[] zeros = new byte[40 * 1024 * 1024];
		this.deflater.setInput(zeros);
		byte[] bomb = new byte[60_000];
		int length = this.deflater.deflate(bomb, 0, bomb.length, Deflater.SYNC_FLUSH);
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			peer.send(new Frame(0xC2, Arrays.copyOf(bomb, length))).expectClose(1009).expectEnd();
		}
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			peer.send(new Frame(0x42, Arrays.copyOf(bomb, 1000)))
				.send(new Frame(0x80, Arrays.copyOfRange(bomb, 1000, length)))
				.expectClose(1009)
				.expectEnd();
		}
	}

	/**
	 * Noise is larger compressed than not.
	 */
	@Test
	void theLimitIsThatOfTheDecompressedMessage() {
		byte[] noise = new byte[1024 * 1024];
		new Random(1).nextBytes(noise);
		this.deflater.setInput(noise);
		byte[] compressed = new byte[2 * noise.length];
		int length = this.deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH) - 4;
		assertThat(length).isGreaterThan(noise.length);
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			peer.send(new Frame(0xC2, Arrays.copyOf(compressed, length)));
			assertThat(inflateBytes(peer.read())).isEqualTo(noise);
		}
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			peer.send(new Frame(0xC2, compressed)).expectClose(1009).expectEnd();
		}
	}

	@Test
	void corruptDataClosesWith1007() {
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			peer.send(new Frame(0xC1, new byte[] { (byte) 0xFF, (byte) 0xFF, 1, 2, 3 })).expectClose(1007).expectEnd();
		}
	}

	@Test
	void compressedTextIsCheckedToo() {
		this.deflater.setInput(new byte[] { 'a', (byte) 0xFF });
		try (Conversation peer = Conversation.open(this.port, "/ws/echo", OFFER)) {
			peer.send(new Frame(0xC1, flush())).expectClose(1007).expectEnd();
		}
	}

	@Test
	void broadcastsReachCompressedAndPlainMembers() {
		try (Conversation one = Conversation.open(this.port, "/ws/broadcast/deflate", OFFER);
				Conversation two = Conversation.open(this.port, "/ws/broadcast/deflate")) {
			two.send(text(LONG)).expect(text(LONG));
			Frame answer = one.read();
			assertThat(answer.firstByte()).isEqualTo(0xC1);
			assertThat(inflate(answer)).isEqualTo(LONG);
		}
	}

	@Test
	void streamsAreNeverCompressed() {
		try (Conversation peer = Conversation.connect(this.port)) {
			assertThat(peer.request("GET", "/ws/stream", OFFER).response()).startsWith("HTTP/1.1 101 ")
				.doesNotContainIgnoringCase("sec-websocket-extensions");
		}
	}

	private Frame compressed(int firstByte, String message) {
		this.deflater.setInput(message.getBytes());
		return new Frame(firstByte, flush());
	}

	private byte[] flush() {
		byte[] out = new byte[100_000];
		int length = this.deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
		return Arrays.copyOf(out, length - 4);
	}

	private static String inflate(Frame frame) {
		return new String(inflateBytes(frame));
	}

	private static byte[] inflateBytes(Frame frame) {
		Inflater inflater = new Inflater(true);
		try {
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			all.writeBytes(frame.payload());
			all.writeBytes(new byte[] { 0, 0, (byte) 0xFF, (byte) 0xFF });
			inflater.setInput(all.toByteArray());
			byte[] out = new byte[2 * 1024 * 1024];
			return Arrays.copyOf(out, inflater.inflate(out));
		}
		catch (DataFormatException ex) {
			throw new AssertionError(ex);
		}
		finally {
			inflater.end();
		}
	}

}
