package dev.echocast.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import dev.echocast.support.ClosedServiceTest;
import dev.echocast.support.Conversation;
import dev.echocast.support.TestTokens;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

import static dev.echocast.support.TestTokens.grant;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plain HTTP where not everybody may do everything.
 */
@ClosedServiceTest
class AccessHttpIntegrationTests {

	private static final String READER = TestTokens.of("reader",
			List.of(grant("t", "join"), grant("u", "presence", "history")));

	@LocalServerPort
	private int port;

	private final HttpClient client = HttpClient.newHttpClient();

	/**
	 * A line for each thing that can be asked for: nobody, a user who may join topic t, a
	 * backend that publishes and reads, an operator.
	 */
	@ParameterizedTest
	@CsvSource({ "GET,/count,401,403,403,200", "GET,/time,401,403,403,200", "POST,/email,401,403,403,400",
			"GET,/api/openapi.yaml,200,200,200,200", "GET,/api/topics,200,200,200,200",
			"GET,/api/topics/t,401,403,404,403", "GET,/api/topics/u,401,404,404,403",
			"GET,/api/topics/t/messages,401,403,404,403", "GET,/api/topics/u/messages,401,404,404,403",
			"POST,/api/topics/t/messages,401,403,202,403", "POST,/api/topics/t/messages/batch,401,403,400,403",
			"HEAD,/api/topics/t/events,401,200,403,403", "GET,/api/topics/t/events?history=1,401,403,403,403",
			"GET,/api/topics/t/events?since=e:1,401,403,403,403", "GET,/actuator,401,403,403,200",
			"GET,/actuator/,401,403,403,404", "GET,/actuator/health,200,200,200,200",
			"GET,/actuator/health/liveness,200,200,200,200", "GET,/actuator/info,200,200,200,200",
			"GET,/actuator/metrics,401,403,403,200", "GET,/actuator/sessions,401,403,403,200",
			"GET,/actuator/env,401,403,403,200", "GET,/actuator//env,401,403,403,404",
			"GET,/actuator/health/../env,404,404,404,404", "DELETE,/actuator/sessions/x,401,403,403,404",
			"GET,/actuator/healthy,401,403,403,404", "GET,/livez,200,200,200,200", "GET,/nothing,404,404,404,404" })
	void everythingAsksForItsRight(String method, String path, int nobody, int user, int backend, int operator)
			throws Exception {
		assertThat(new int[] { status(method, path, null), status(method, path, READER),
				status(method, path, ClosedServiceTest.KEY), status(method, path, ClosedServiceTest.OPERATOR) })
			.containsExactly(nobody, user, backend, operator);
	}

	private int status(String method, String path, String token) throws Exception {
		return send(method, path, token).statusCode();
	}

	private HttpResponse<String> send(String method, String path, String token, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Timeouts.SOON)
			.method(method, method.equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
		if (token != null) {
			request.header("Authorization", "Bearer " + token);
		}
		if (path.endsWith("/messages") && method.equals("POST")) {
			request.header("Content-Type", "text/plain");
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	@Test
	void whoIsRefusedIsToldInTheFormOfTheResource() throws Exception {
		HttpResponse<String> api = send("GET", "/api/topics/t/messages", null);
		assertThat(api.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
		assertThat(api.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		HttpResponse<String> expired = send("GET", "/count", "x.y.z");
		assertThat(expired.headers().firstValue("WWW-Authenticate").orElseThrow())
			.startsWith("Bearer error=\"invalid_token\"");
	}

	@Test
	void anEndOfAUriIsNoWayAround() throws Exception {
		assertThat(status("GET", "/actuator/env;x=health", null)).isIn(401, 404);
		assertThat(status("GET", "/actuator/%65nv", null)).isEqualTo(401);
		assertThat(status("GET", "/%61ctuator/env", null)).isEqualTo(401);
		assertThat(status("GET", "/ws/../actuator/env", null)).isEqualTo(404);
		try (Conversation peer = Conversation.connect(this.port)) {
			assertThat(peer.request("GET", "/api/topics/t/messages").response()).startsWith("HTTP/1.1 401 ");
		}
	}

	@Test
	void topicsAreListedForWhoMaySeeWhoIsThere() throws Exception {
		try (Conversation member = Conversation.open(this.port, "/ws/broadcast/open")) {
			assertThat(send("GET", "/api/topics", ClosedServiceTest.KEY).body()).contains("\"open\"");
			assertThat(send("GET", "/api/topics", READER).body()).doesNotContain("open");
			assertThat(send("GET", "/api/topics", null).body()).doesNotContain("open");
			assertThat(member).isNotNull();
		}
	}

	@Test
	void cookiesCountFromAllowedPagesAlone() throws Exception {
		String path = "/api/topics/u/messages";
		String cookie = "session=" + READER;
		assertThat(send("GET", path, null, "Cookie", cookie).statusCode()).isEqualTo(401);
		assertThat(send("GET", path, null, "Cookie", cookie, "Origin", "https://evil.example").statusCode())
			.isEqualTo(401);
		assertThat(send("GET", path, null, "Cookie", cookie, "Origin", "https://app.example").statusCode())
			.isEqualTo(404);
	}

	@Test
	void noCredentialIsInAnyLogMetricOrListing() throws Exception {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Level level = root.getLevel();
		Appender<ILoggingEvent> console = root.getAppender("CONSOLE");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		root.detachAppender(console);
		root.addAppender(lines);
		root.setLevel(Level.TRACE);
		String invalid = READER.substring(0, READER.length() - 8) + "AAAAAAAA";
		String told;
		try (Conversation member = Conversation.open(this.port, "/ws/broadcast/t?access_token=" + READER);
				Conversation page = Conversation.open(this.port, "/ws/broadcast/t",
						"Sec-WebSocket-Protocol: bearer." + invalid + ", echocast.v1.json")) {
			page.read();
			send("GET", "/api/topics/t/messages?access_token=" + READER, null);
			send("GET", "/count", invalid);
			send("GET", "/count", ClosedServiceTest.KEY + "x");
			send("GET", "/count?access_token=" + ClosedServiceTest.KEY, null);
			send("GET", "/api/topics/u/messages", null, "Cookie", "session=" + READER, "Origin", "https://app.example");
			assertThat(member).isNotNull();
			told = send("GET", "/actuator/sessions", ClosedServiceTest.OPERATOR).body()
					+ send("GET", "/actuator/prometheus", ClosedServiceTest.OPERATOR).body()
					+ send("GET", "/actuator/configprops", ClosedServiceTest.OPERATOR).body()
					+ send("GET", "/actuator/env", ClosedServiceTest.OPERATOR).body();
		}
		finally {
			root.setLevel(level);
			root.detachAppender(lines);
			root.addAppender(console);
		}
		String logged = List.copyOf(lines.list)
			.stream()
			// The test's own client.
			.filter((event) -> !event.getLoggerName().startsWith("jdk.internal."))
			.map((event) -> event.getLoggerName() + event.getFormattedMessage() + event.getThrowableProxy())
			.collect(Collectors.joining("\n"));
		assertThat(logged).contains("/api/topics/t/messages").contains("Denied");
		for (String secret : List.of(READER, invalid, ClosedServiceTest.KEY, ClosedServiceTest.OPERATOR,
				TestTokens.SECRET)) {
			assertThat(logged.lines().filter((line) -> line.contains(secret))).isEmpty();
			assertThat(told.contains(secret)).as("told: " + secret).isFalse();
		}
	}

}
