package dev.echocast.echo;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.HexFormat;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.ping;
import static dev.echocast.support.Frame.pong;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class StreamIntegrationTests {

	@LocalServerPort
	private int port;

	@Test
	void framesComeBackOneByOneWithThePeersFragmentation() {
		try (Conversation peer = Conversation.open(this.port, "/ws/stream")) {
			peer.send(text("a").notFinal()).expect(text("a").notFinal());
			peer.send(ping("p")).expect(pong("p"));
			peer.send(text("").notFinal().continuation()).expect(text("").notFinal().continuation());
			peer.send(text("b").continuation()).expect(text("b").continuation());
			peer.send(binary(new byte[70_000])).expect(binary(new byte[70_000]));
			peer.send(close(1000, "bye")).expect(close(1000, "bye")).expectEnd();
		}
	}

	@Test
	void aFrameFarOverTheMessageLimitPassesWhileItArrives() throws Exception {
		long length = 64L * 1024 * 1024;
		byte[] chunk = new byte[1024 * 1024];
		try (Conversation peer = Conversation.open(this.port, "/ws/stream")) {
			Thread writer = new Thread(() -> {
				peer.send(HexFormat.of().parseHex("82ff%016x00000000".formatted(length)));
				for (long sent = 0; sent < length; sent += chunk.length) {
					peer.send(chunk);
				}
				peer.send(ping("after"));
			});
			writer.start();
			DataInputStream in = new DataInputStream(peer.input());
			assertThat(in.readUnsignedByte()).isEqualTo(0x82);
			assertThat(in.readUnsignedByte()).isEqualTo(127);
			assertThat(in.readLong()).isEqualTo(length);
			skip(in, length);
			peer.expect(pong("after"));
			writer.join();
		}
	}

	@Test
	void aPingInsideALongFrameIsNoFrame() throws Exception {
		try (Conversation peer = Conversation.open(this.port, "/ws/stream")) {
			Frame large = binary(new byte[200_000]);
			byte[] wire = large.masked();
			peer.send(java.util.Arrays.copyOf(wire, 150_000));
			DataInputStream in = new DataInputStream(peer.input());
			skip(in, 10 + 100_000);
			peer.send(java.util.Arrays.copyOfRange(wire, 150_000, wire.length)).send(ping("p"));
			skip(in, 100_000);
			peer.expect(pong("p"));
		}
	}

	private static void skip(DataInputStream in, long bytes) throws IOException {
		byte[] buffer = new byte[64 * 1024];
		for (long left = bytes; left > 0;) {
			int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
			assertThat(read).isPositive();
			left -= read;
		}
	}

}
