package dev.echocast.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that breaks HTTP gets a status and a line of why, once, and costs no line of the
 * log.
 */
@ServiceTest
@ExtendWith(OutputCaptureExtension.class)
class MalformedRequestsIntegrationTests {

	private static final String POST = "POST /api/topics/malformed/messages HTTP/1.1\r\nHost: x\r\n"
			+ "Content-Type: text/plain\r\n";

	private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

	@LocalServerPort
	private int port;

	@Autowired
	private MeterRegistry meters;

	@ParameterizedTest
	@MethodSource
	void malformedBodiesGetOneAnswerAndNothingIsPublished(String body, int status, CapturedOutput log) {
		double before = rejected();
		assertThat(all(CHUNKED + body)).startsWith("HTTP/1.1 " + status + " ").containsOnlyOnce("HTTP/1.1");
		assertThat(rejected()).isEqualTo(before + 1);
		assertThat(all(lastGet("/api/topics/malformed/messages"))).startsWith("HTTP/1.1 404 ");
		assertQuiet(log);
	}

	static Stream<Arguments> malformedBodiesGetOneAnswerAndNothingIsPublished() {
		String long20k = "x".repeat(20_000);
		return Stream.of(Arguments.of("zz\r\n", 400), Arguments.of("1\r\na\r\nzz\r\n", 400),
				Arguments.of("1\r\naXX\r\n", 400), Arguments.of("-1\r\n", 400), Arguments.of("\r\n", 400),
				Arguments.of("ffffffffffffffff\r\n", 400), Arguments.of("1;" + long20k + "\r\n", 400),
				Arguments.of("1\r\na\r\n0\r\nA: " + long20k + "\r\n\r\n", 431),
				Arguments.of("1\r\na\r\n0\r\n\0A b: x\r\n\r\n", 400));
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST /email", "POST /nope", "GET /time", "GET /api/topics/malformed/events",
			"POST /actuator/loggers/x" })
	void malformedBodiesToAnyPathEndTheConnectionQuietly(String line, CapturedOutput log) {
		assertThat(all(line + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
			.startsWith("HTTP/1.1 ")
			.containsOnlyOnce("HTTP/1.1");
		assertQuiet(log);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 3\r\nContent-Length: 4", "Content-Length: 3\r\nContent-Length: 3",
			"Content-Length: 3, 3", "Content-Length: -1", "Content-Length: +3", "Content-Length: x",
			"Content-Length: 3\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip", "Transfer-Encoding: xchunked",
			"Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding:\r\n chunked",
			"Transfer-Encoding : chunked", "Host: x", "Host: y", "a b: c", "\0: c" })
	void headsThatMayBeReadInTwoWaysAreRefused(String headers, CapturedOutput log) {
		assertThat(all(POST + headers + "\r\n\r\n1\r\na\r\n0\r\n\r\n" + get("/count"))).startsWith("HTTP/1.1 400 ")
			.containsOnlyOnce("HTTP/1.1");
		assertQuiet(log);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /time HTTP/1.1", "GET /time HTTP/1.1\r\nHost: a b", "GET http:// HTTP/1.1\r\nHost: x",
			"GET http://x:y/time HTTP/1.1\r\nHost: x", "GET * HTTP/1.1\r\nHost: x",
			"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0" })
	void plainRequestsAreCheckedLikeHandshakes(String head, CapturedOutput log) {
		assertThat(all(head + "\r\n\r\n")).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
		assertQuiet(log);
	}

	/**
	 * A fold in a header that frames nothing is a space (RFC 9112, section 5.2).
	 */
	@Test
	void aFoldedHeaderIsTakenForOneLine() {
		assertThat(all(POST + "A: b\r\n c\r\nContent-Length: 1\r\nConnection: close\r\n\r\na"))
			.startsWith("HTTP/1.1 202 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "garbage\r\n\r\n", "GET /time HTTP/1.1\r\n\r\n",
			"POST /email HTTP/1.1\r\nHost: x\r\n" + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" })
	void whatCameBeforeAFaultIsAnsweredBefore(String malformed, CapturedOutput log) {
		String answers = all(get("/time") + get("/count").replace("GET", "DELETE") + malformed + get("/time"));
		assertThat(answers).matches("(?s)HTTP/1.1 200 .*HTTP/1.1 405 .*HTTP/1.1 400 .*malformed.*|"
				+ "(?s)HTTP/1.1 200 .*HTTP/1.1 405 .*HTTP/1.1 400 .*Host is required.*");
		assertThat(answers.split("HTTP/1.1 ")).hasSize(4);
		assertQuiet(log);
	}

	@Test
	void whoVanishesWhileSendingOrBeingAnsweredCostsNoLine(CapturedOutput log) {
		for (String request : new String[] { CHUNKED + "5\r\nhel", POST + "Content-Length: 100\r\n\r\nhel",
				get("/api/topics/malformed/events"), get("/api/openapi.yaml"), "GET /ti" }) {
			Conversation.connect(this.port).send(bytes(request)).reset();
			Conversation.connect(this.port).send(bytes(request)).close();
		}
		assertThat(all(lastGet("/time"))).startsWith("HTTP/1.1 200 ");
		await().until(() -> this.meters.get("echocast.sessions.active").tag("endpoint", "events").gauge().value() == 0);
		assertQuiet(log);
	}

	private static void assertQuiet(CapturedOutput log) {
		assertThat(log).doesNotContain("ERROR", "WARN", "Exception");
	}

	private double rejected() {
		var counter = this.meters.find("echocast.handshakes.rejected").tag("reason", "malformed").counter();
		return (counter != null) ? counter.count() : 0;
	}

	private static String get(String path) {
		return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
	}

	private static String lastGet(String path) {
		return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	}

	/** Everything that comes until the connection ends. */
	private String all(String request) {
		try (Conversation peer = Conversation.connect(this.port)) {
			peer.send(bytes(request));
			return new String(peer.input().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
