package dev.echocast.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

import dev.echocast.EchocastApplication;
import dev.echocast.support.Certificates;
import dev.echocast.support.Conversation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static dev.echocast.support.Frame.binary;
import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.text;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class TlsIntegrationTests {

	private static final SSLContext TLS = Certificates.trustingAnyone();

	private static Certificates certificates;

	private static ConfigurableApplicationContext service;

	private static int port;

	@BeforeAll
	static void serve(@TempDir Path directory) {
		certificates = new Certificates(directory).rotate(1);
		String bundle = "--spring.ssl.bundle.pem.echocast.";
		service = SpringApplication.run(EchocastApplication.class, "--server.port=0", "--server.ssl.bundle=echocast",
				bundle + "reload-on-update=true", bundle + "keystore.certificate=file:" + certificates.certificate(),
				bundle + "keystore.private-key=file:" + certificates.key(),
				"--spring.ssl.bundle.watch.file.quiet-period=50ms",
				// Behind a body that nobody reads garbage is seen no sooner. No other
				// request
				// here has a body to wait for.
				"--echocast.transport.request-timeout=1s");
		port = Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void echoesAndCloses(String version) throws IOException {
		try (Conversation peer = Conversation.connect(socket(version), port).open("/ws/echo")) {
			byte[] large = new byte[1_000_000];
			peer.send(text("hi")).expect(text("hi")).send(binary(large)).expect(binary(large));
			peer.send(close(1000, "bye")).expect(close(1000, "bye")).expectEnd();
		}
	}

	/**
	 * A reset, which unread input would cause, could overtake the Close frame.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aViolationEndsWithACloseFrameAndNotWithAReset(String version) throws IOException {
		try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port)) {
			tcp.setSoTimeout((int) SOON.toMillis());
			SSLSocket socket = (SSLSocket) TLS.getSocketFactory().createSocket(tcp, "localhost", port, false);
			socket.setEnabledProtocols(new String[] { version });
			Conversation peer = Conversation.connect(socket, port).open("/ws/echo");
			peer.send(text("x").withFirstByte(0xF1));
			for (int i = 0; i < 64; i++) {
				peer.send(binary(new byte[10_000]));
			}
			peer.expectClose(1002);
			assertThat(peer.input().read()).isEqualTo(-1);
			tcp.shutdownOutput();
			assertThat(tcp.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void certificatesRotateWhileSessionsStayOpen(CapturedOutput output) throws IOException {
		long first = presented();
		try (Conversation before = open()) {
			certificates.rotate(first + 1);
			await().until(() -> presented() == first + 1);
			try (Conversation between = open()) {
				certificates.rotate(first + 2);
				await().until(() -> presented() == first + 2);
				for (Conversation peer : new Conversation[] { before, between }) {
					peer.send(text("still here")).expect(text("still here"));
				}
			}
		}
		await().untilAsserted(() -> assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("New connections get the certificate that was loaded now"))
			.filter((line) -> line.contains(" INFO ") && line.contains("valid until "))).hasSize(2));
	}

	@Test
	void isHttp1Only() throws IOException {
		try (SSLSocket socket = socket("TLSv1.3")) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(new String[] { "h2", "http/1.1" });
			socket.setSSLParameters(parameters);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			socket.startHandshake();
			assertThat(socket.getApplicationProtocol()).isNotEqualTo("h2");
		}
	}

	@Test
	void plainTextIsToldQuietlyThatThisIsTls(CapturedOutput output) {
		try (Conversation peer = Conversation.connect(port)) {
			assertThat(peer.request("GET", "/ws/echo").response()).startsWith("HTTP/1.1 400 ")
				.contains("this port speaks TLS");
			peer.expectEnd();
		}
		assertThat(output).doesNotContain("WARN", "ERROR");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\0garbage", "\26\3\1\0\40garbage garbage garbage garbage ", "\25\3\1\0\2\2\50" })
	void garbageIsTurnedAwayQuietly(String garbage, CapturedOutput output) {
		try (Conversation peer = Conversation.connect(port)) {
			peer.send(garbage.getBytes(StandardCharsets.ISO_8859_1));
			while (read(peer) >= 0) {
				// An alert may come.
			}
		}
		assertThat(output).doesNotContain("WARN", "ERROR");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST /api/topics/x/messages", "GET /api/topics/x/events", "GET /ws/echo" })
	void garbageInsideTlsIsTurnedAwayQuietly(String line, CapturedOutput output) throws IOException {
		try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port)) {
			SSLSocket socket = (SSLSocket) TLS.getSocketFactory().createSocket(tcp, "localhost", port, false);
			Conversation.connect(socket, port)
				.send((line + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nx")
					.getBytes(StandardCharsets.ISO_8859_1));
			tcp.getOutputStream().write("garbage".getBytes(StandardCharsets.ISO_8859_1));
			while (read(tcp) >= 0) {
				// Whatever TLS has to say.
			}
		}
		assertThat(output).doesNotContain("WARN", "ERROR");
	}

	private static int read(Socket socket) {
		try {
			return socket.getInputStream().read();
		}
		catch (IOException reset) {
			return -1;
		}
	}

	private static int read(Conversation peer) {
		try {
			return peer.input().read();
		}
		catch (IOException reset) {
			return -1;
		}
	}

	private static long presented() throws IOException {
		try (SSLSocket socket = socket("TLSv1.3")) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return serial(socket);
		}
	}

	private static long serial(SSLSocket socket) throws SSLPeerUnverifiedException {
		return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber().longValue();
	}

	private static Conversation open() throws IOException {
		return Conversation.connect(socket("TLSv1.3"), port).open("/ws/echo");
	}

	private static SSLSocket socket(String version) throws IOException {
		SSLSocket socket = (SSLSocket) TLS.getSocketFactory().createSocket();
		socket.setSoTimeout((int) SOON.toMillis());
		socket.setEnabledProtocols(new String[] { version });
		return socket;
	}

}
