package dev.echocast.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.ReverseProxy;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
@TestPropertySource(
		properties = { "echocast.limits.trusted-proxies=127.0.0.1", "echocast.transport.ping-interval=300ms" })
class ReverseProxyIntegrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private SessionRegistry registry;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "nginx", "haproxy" })
	void echoesAndBroadcasts(String proxy) throws IOException {
		try (ReverseProxy through = ReverseProxy.start(proxy, this.directory, this.port);
				Conversation peer = Conversation.open(through.port(), "/ws/echo");
				Conversation sender = Conversation.open(through.port(), "/ws/broadcast/" + proxy);
				Conversation member = Conversation.open(this.port, "/ws/broadcast/" + proxy)) {
			byte[] large = new byte[500_000];
			peer.send(text("hi")).send(binary(large));
			assertThat(message(peer)).isEqualTo(text("hi"));
			assertThat(message(peer)).isEqualTo(binary(large));
			sender.send(text("news"));
			assertThat(message(sender)).isEqualTo(text("news"));
			assertThat(message(member)).isEqualTo(text("news"));
			peer.send(close(1000, "bye")).skipUntilClose(1000).expectEnd();
		}
	}

	/**
	 * The proxies cut what is silent for three seconds.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "nginx", "haproxy" })
	void pingsKeepIdleSessionsAlive(String proxy) throws IOException {
		try (ReverseProxy through = ReverseProxy.start(proxy, this.directory, this.port);
				Conversation peer = Conversation.open(through.port(), "/ws/echo")) {
			for (int pings = 0; pings < 12; pings++) {
				answer(peer, peer.read());
			}
			peer.send(text("still here"));
			assertThat(message(peer)).isEqualTo(text("still here"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "nginx", "haproxy" })
	void theClientsAddressIsKnownAndCannotBeMadeUp(String proxy) throws IOException {
		try (ReverseProxy through = ReverseProxy.start(proxy, this.directory, this.port);
				Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress("127.0.0.2", 0));
			Conversation peer = Conversation.connect(socket, through.port())
				.open("/ws/broadcast/address-" + proxy, "X-Forwarded-For: 192.0.2.1");
			peer.send(text("hi"));
			assertThat(message(peer)).isEqualTo(text("hi"));
			assertThat(this.registry.all()).map(Session::describe)
				.filteredOn((session) -> ("address-" + proxy).equals(session.topic()))
				.singleElement()
				.extracting(SessionDescription::remoteAddress)
				.isEqualTo("127.0.0.2");
		}
	}

	/** The next message; pings before it are answered. */
	private static Frame message(Conversation peer) {
		Frame frame = peer.read();
		while (frame.firstByte() == 0x89) {
			answer(peer, frame);
			frame = peer.read();
		}
		return frame;
	}

	private static void answer(Conversation peer, Frame ping) {
		assertThat(ping.firstByte()).isEqualTo(0x89);
		peer.send(new Frame(0x8A, ping.payload()));
	}

}
