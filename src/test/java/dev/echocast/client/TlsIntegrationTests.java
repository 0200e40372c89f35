package dev.echocast.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import dev.echocast.client.ClientEvent.Received;
import dev.echocast.client.WebSocketFailure.Kind;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.echocast.support.Timeouts.SOON;
import static dev.echocast.support.Timeouts.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Certificates: one for localhost, made by the JDK's keytool.
 */
class TlsIntegrationTests {

	@TempDir
	static Path folder;

	private static ServerSocketFactory sockets;

	private static Path pem;

	@BeforeAll
	static void makeCertificate() throws Exception {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Assumptions.assumeTrue(Files.isExecutable(keytool), "skipped: no keytool, this is not a JDK");
		Path store = folder.resolve("server.p12");
		keytool(keytool, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"SAN=dns:localhost", "-keystore", store.toString(), "-storepass", "secret");
		pem = folder.resolve("server.pem");
		keytool(keytool, "-exportcert", "-rfc", "-alias", "server", "-file", pem.toString(), "-keystore",
				store.toString(), "-storepass", "secret");
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, "secret".toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, "secret".toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		sockets = context.getServerSocketFactory();
	}

	private static void keytool(Path keytool, String... arguments) throws IOException, InterruptedException {
		List<String> command = new java.util.ArrayList<>(List.of(arguments));
		command.add(0, keytool.toString());
		Process process = limited(new ProcessBuilder(command).redirectErrorStream(true).start());
		process.getInputStream().readAllBytes();
		assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isZero();
	}

	@Test
	void aTrustedServerIsTalkedTo() {
		try (FakeServer server = echo()) {
			assertThat(say(options(server, "localhost").trust(new Trust.Pem(pem)))).isEqualTo("hi");
		}
	}

	@Test
	void anUntrustedServerIsFinal() {
		try (FakeServer server = echo()) {
			assertUntrusted(options(server, "localhost"));
		}
	}

	@Test
	void anotherNameThanTheCertificatesIsFinal() {
		try (FakeServer server = echo()) {
			assertUntrusted(options(server, "127.0.0.1").trust(new Trust.Pem(pem)));
		}
	}

	@Test
	void insecureTalksToAnyone() {
		try (FakeServer server = echo()) {
			assertThat(say(options(server, "127.0.0.1").trust(new Trust.Insecure()))).isEqualTo("hi");
		}
	}

	@Test
	void aServerWithoutTlsIsFinal() {
		try (FakeServer server = FakeServer.of(client -> client.raw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes()))) {
			assertUntrusted(options(server, "localhost"));
		}
	}

	@Test
	void aFileThatHoldsNoCertificateIsFinal() throws IOException {
		Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
		try (FakeServer server = echo()) {
			assertUntrusted(options(server, "localhost").trust(new Trust.Pem(nonsense)));
		}
	}

	private static FakeServer echo() {
		return FakeServer.tls(sockets, client -> client.upgrade().echo());
	}

	private static ClientOptions.Builder options(FakeServer server, String host) {
		return ClientOptions.builder(java.net.URI.create("wss://" + host + ":" + server.port() + "/"));
	}

	private static void assertUntrusted(ClientOptions.Builder options) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(options.build());
		client.start();
		Throwable[] end = new Throwable[1];
		client.events().doOnError(error -> end[0] = error).onErrorComplete().blockLast(SOON);
		assertThat(end[0]).isInstanceOfSatisfying(WebSocketFailure.class, failure -> {
			assertThat(failure.kind()).isEqualTo(Kind.TLS);
			assertThat(failure.isTransient()).isFalse();
		});
	}

	private static String say(ClientOptions.Builder options) {
		return TlsIntegrationTests.say(ReconnectingWebSocketClient.create(options.build()));
	}

	private static String say(ReconnectingWebSocketClient client) {
		client.start();
		client.send(Message.text("hi")).subscribe();
		String answer = client.events().ofType(Received.class).map(event -> event.message().asText()).blockFirst(SOON);
		client.stop().block(SOON);
		return answer;
	}

}
