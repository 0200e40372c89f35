package dev.echocast.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ServiceTest
class HttpIntegrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private WebTestClient web;

	@Autowired
	private RequestCounter counter;

	@Test
	void countCountsEveryRequestThisOneIncluded() {
		long before = count();
		this.web.get().uri("/unknown").exchange().expectStatus().isNotFound().expectBody().returnResult();
		Conversation.open(this.port, "/ws/echo").close();
		try (Conversation malformed = Conversation.connect(this.port)) {
			malformed.send("garbage\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).response();
		}
		// A malformed request is counted just after its answer has left.
		await().until(() -> this.counter.count() == before + 3);
		assertThat(count()).isEqualTo(before + 4);
	}

	private long count() {
		String page = page("/count", "Request count");
		Matcher matcher = Pattern.compile("There have been (\\d+) requests so far\\.").matcher(page);
		assertThat(matcher.find()).isTrue();
		return Long.parseLong(matcher.group(1));
	}

	@Test
	void timeTellsTheSecondsSinceTheEpoch() {
		long before = Instant.now().getEpochSecond();
		Matcher matcher = Pattern.compile("The current time is (\\d+) seconds since the epoch\\.")
			.matcher(page("/time", "Current time"));
		assertThat(matcher.find()).isTrue();
		assertThat(Long.parseLong(matcher.group(1))).isBetween(before, Instant.now().getEpochSecond());
	}

	private String page(String path, String title) {
		String page = this.web.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("text/html;charset=UTF-8")
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(page).contains("<title>" + title + "</title>", "<h1>" + title + "</h1>");
		return page;
	}

	@Test
	void headIsGetWithoutABody() {
		this.web.head().uri("/time").exchange().expectStatus().isOk().expectBody().isEmpty();
	}

	@Test
	void emailIsConfirmed() {
		email("{\"email\": \"a@b\"}", 200,
				"{\"error\":0,\"email\":\"a@b\",\"message\":\"received email post success\"}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"email": 1}      | body has no string 'email'
			{"mail": "x"}     | body has no string 'email'
			["email"]         | body has no string 'email'
			{"email": ""}     | body has an empty 'email'
			{"email": " "}    | body has an empty 'email'
			"email"           | body has no string 'email'
			nonsense          | body is not JSON
			{"email": "a@b"   | body is not JSON
			{"email": "x"} {} | body is not JSON
			''                | body is empty
			""")
	void aWrongEmailIsRefused(String body, String message) {
		email(body, 400, "{\"error\":1001,\"message\":\"" + message + "\"}");
	}

	@Test
	void anEmailOverOneMegabyteIsRefused() {
		email("{\"email\": \"" + "x".repeat(1024 * 1024) + "\"}", 413,
				"{\"error\":1001,\"message\":\"body over 1048576 bytes\"}");
	}

	@Test
	void emailIsNoWayToSendABomb() {
		email("[" + "[],".repeat(300_000) + "[]]", 400, "{\"error\":1001,\"message\":\"body is JSON of more than 20000"
				+ " tokens or 16 levels, or with too long a name or number\"}");
	}

	private void email(String body, int status, String answer) {
		this.web.post()
			.uri("/email")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_JSON)
			.expectBody(String.class)
			.isEqualTo(answer);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/nope", "/ws", "/ws/nope", "/index.html", "/favicon.ico", "/time;x", "/time;",
			"/ws/echo;x", "/actuator/health;x", "/;" })
	void unknownPathsAreNotFound(String path) {
		this.web.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_PLAIN)
			.expectBody(String.class)
			.isEqualTo("Page not found");
	}

	@ParameterizedTest
	@CsvSource({ "PUT, /count, 'GET,HEAD'", "DELETE, /time, 'GET,HEAD'", "GET, /email, POST", "PATCH, /email, POST" })
	void otherMethodsAreNotAllowed(String method, String path, String allow) {
		this.web.method(HttpMethod.valueOf(method))
			.uri(path)
			.exchange()
			.expectStatus()
			.isEqualTo(405)
			.expectHeader()
			.valueEquals("Allow", allow)
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_PLAIN)
			.expectBody(String.class)
			.isEqualTo("Invalid request-method '" + method + "'");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /api/topics/nobody-is-here, 404", "GET, /api/topics/in%20valid, 404", "GET, /api/nope, 404",
			"GET, /api/topics;x, 404", "GET, /api/topics/x;y, 404", "GET, /api/topics/x;/messages, 404",
			"POST, /api/topics/x;y=z/messages, 404", "POST, /api/topics/x;y/messages/batch, 404",
			"GET, /api/topics/x;y/events, 404", "GET, /api/topics/x%3By/messages, 404",
			"POST, /api/topics/x%0d%0ay/messages, 404", "DELETE, /api/topics, 405",
			"GET, /api/topics/x/messages/y, 404", "PUT, /api/topics/x/messages, 405" })
	void errorsOfTheApiAreProblems(String method, String path, int status) {
		this.web.method(HttpMethod.valueOf(method))
			.uri(java.net.URI.create("http://localhost:" + this.port + path))
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(status)
			.jsonPath("$.detail")
			.isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { ",,,", ";;;", "a/b/c", "" })
	void aMalformedAcceptIsNoFaultOfTheService(String accept) {
		this.web.get()
			.uri("/actuator/health")
			.header("Accept", accept)
			.exchange()
			.expectStatus()
			.value((status) -> assertThat(status).isLessThan(500))
			.expectBody()
			.returnResult();
	}

	@ParameterizedTest
	@CsvSource({ "limit=1001, 400", "limit=100000, 400", "limit=-1, 400", "limit=x, 400", "limit=1000, 200",
			"limit=0, 200", "since=x, 400" })
	void theDescribedBoundsOfAQueryAreThoseInForce(String query, int status) {
		publish(MediaType.TEXT_PLAIN, new byte[0], 202);
		this.web.get()
			.uri("/api/topics/x/messages?" + query)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.returnResult();
	}

	@Test
	void publishingChecksTypeTextAndSize() {
		publish(MediaType.IMAGE_PNG, new byte[1], 415);
		publish(MediaType.TEXT_PLAIN, new byte[] { (byte) 0xFF }, 400);
		publish(MediaType.APPLICATION_OCTET_STREAM, new byte[1024 * 1024 + 1], 413);
		publish(MediaType.APPLICATION_OCTET_STREAM, new byte[0], 202);
	}

	private void publish(MediaType type, byte[] body, int status) {
		this.web.post()
			.uri("/api/topics/x/messages")
			.contentType(type)
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.returnResult();
	}

}
