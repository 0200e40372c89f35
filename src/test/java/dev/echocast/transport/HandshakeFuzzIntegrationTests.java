package dev.echocast.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.Seeds;
import dev.echocast.support.ServiceTest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever a peer sends as an opening handshake, in whatever pieces: it gets an HTTP
 * answer or none, 101 only for a handshake, and behind that nothing but frames. The
 * service stays healthy and logs nothing.
 */
@ServiceTest
@ExtendWith(OutputCaptureExtension.class)
class HandshakeFuzzIntegrationTests {

	private static final Set<Integer> STATUSES = Set.of(101, 400, 403, 404, 405, 408, 413, 414, 417, 426, 431, 501,
			505);

	/** What no handshake can do without; only LF ends its lines, not the byte of NEL. */
	private static final List<Pattern> REQUIRED = Stream
		.of("^GET\\s+\\S*/\\S+\\s+HTTP/1[.][1-9]\\s*$", "^host[ \t]*:", "^upgrade[ \t]*:.*websocket",
				"^connection[ \t]*:.*upgrade", "^sec-websocket-version[ \t]*:\\s*13\\s*$",
				"^sec-websocket-key[ \t]*:\\s*[a-z0-9+/]{22}==\\s*$")
		.map((regex) -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE | Pattern.UNIX_LINES))
		.toList();

	private static final List<String> LINES = List.of("Host: localhost", "Upgrade: websocket",
			"Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13",
			"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: http://localhost",
			"Sec-WebSocket-Protocol: a, echocast.v1.json", "Sec-WebSocket-Extensions: permessage-deflate; x=1",
			"X-Forwarded-For: 10.0.0.1", "Content-Length: 5", "Transfer-Encoding: chunked", "Expect: 100-continue");

	private final Set<Integer> statuses = new TreeSet<>();

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@Test
	void answersHandshakesOnlyWith101AndNothingOutOfTheOrdinary(CapturedOutput log) {
		Set<Integer> all = Set.of(101, 400, 404, 405, 426);
		assertThat(Seeds.check(Duration.ofSeconds(1), () -> this.statuses.containsAll(all), (random) -> {
			handshake(random);
			assertThat(log).doesNotContain("ERROR", "WARN", "Exception");
		})).as("seen: " + this.statuses).isTrue();
		try (Conversation peer = Conversation.open(this.port, "/ws/echo")) {
			peer.send(Frame.text("healthy")).expect(Frame.text("healthy"));
		}
		await().until(() -> sessions() == 0);
		assertThat(log).doesNotContain("ERROR", "WARN", "Exception");
	}

	private double sessions() {
		return this.meters.find("echocast.sessions.active").gauges().stream().mapToDouble(Gauge::value).sum();
	}

	private void handshake(Random random) throws IOException {
		byte[] request = request(random);
		byte[] answer = exchange(random, request);
		if (answer.length == 0) {
			return;
		}
		String text = new String(answer, StandardCharsets.ISO_8859_1);
		assertThat(text).matches("(?s)HTTP/1\\.[01] \\d{3} .*\r\n\r\n.*");
		int status = Integer.parseInt(text.substring(9, 12));
		this.statuses.add(status);
		assertThat(status).isIn(STATUSES);
		if (status == 101) {
			String asked = new String(request, StandardCharsets.ISO_8859_1);
			assertThat(REQUIRED).as(asked).allMatch((pattern) -> pattern.matcher(asked).find());
			int head = text.indexOf("\r\n\r\n") + 4;
			new ServerOutput(false).add(Unpooled.wrappedBuffer(answer, head, answer.length - head));
		}
	}

	private static byte[] request(Random random) {
		List<String> lines = new ArrayList<>(LINES.subList(0, 5));
		for (int i = random.nextInt(3); i > 0; i--) {
			int at = random.nextInt(lines.size());
			switch (random.nextInt(3)) {
				case 0 -> lines.remove(at);
				case 1 -> lines.add(at, LINES.get(random.nextInt(LINES.size())));
				default -> lines.set(at, lines.get(at).substring(0, random.nextInt(lines.get(at).length() + 1)));
			}
		}
		String method = (random.nextInt(6) > 0) ? "GET" : "POST";
		String path = (random.nextInt(6) > 0) ? "/ws/echo" : "/ws/none";
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.writeBytes((method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\n\r\n")
			.getBytes(StandardCharsets.ISO_8859_1));
		if (random.nextInt(3) == 0) {
			request.writeBytes(Frame.text("early").masked());
		}
		return spoil(random, request.toByteArray());
	}

	private static byte[] spoil(Random random, byte[] request) {
		for (int i = random.nextInt(4); i > 0; i--) {
			int at = random.nextInt(request.length);
			int length = Math.min(random.nextInt(20), request.length - at);
			switch (random.nextInt(6)) {
				case 0 -> request[at] ^= (byte) (1 << random.nextInt(8));
				case 1 -> request[at] = (byte) random.nextInt();
				case 2 -> request[at] = (byte) "\0\r\n\t :;,\"".charAt(random.nextInt(9));
				case 3 -> System.arraycopy(request, random.nextInt(request.length - length + 1), request, at, length);
				default -> {
					// Most of the spoilt ones keep all their bytes.
				}
			}
		}
		return (random.nextInt(10) > 0) ? request : Arrays.copyOf(request, random.nextInt(request.length) + 1);
	}

	private byte[] exchange(Random random, byte[] request) throws IOException {
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout((int) SOON.toMillis());
			int at = 0;
			while (at < request.length) {
				int to = Math.min(request.length, at + 1 + random.nextInt(random.nextBoolean() ? 20 : 2000));
				socket.getOutputStream().write(request, at, to - at);
				at = to;
			}
			socket.shutdownOutput();
			socket.getInputStream().transferTo(answer);
		}
		catch (SocketException reset) {
			// The server need not read on after its answer.
		}
		return answer.toByteArray();
	}

}
