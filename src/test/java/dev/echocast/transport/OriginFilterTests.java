package dev.echocast.transport;

import java.util.ArrayList;
import java.util.List;

import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class OriginFilterTests implements SessionListeners {

	private static final String LISTED = "https://app.example";

	private final List<String> rejected = new ArrayList<>();

	private final List<ServerWebExchange> passed = new ArrayList<>();

	@ParameterizedTest
	@CsvSource({ "POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO" })
	void whatChangesSomethingIsRefusedToPagesOfOtherHosts(String method) {
		for (String origin : List.of("http://evil.example", "null", "", "::::", "http://[", "https://app.example:444",
				"https://app.example.evil")) {
			assertRefused(filter(LISTED), request(method, origin), HttpStatus.FORBIDDEN);
		}
		assertThat(this.rejected).hasSize(7).containsOnly("origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "OPTIONS" })
	void whatOnlyAsksPassesButTellsPagesOfOtherHostsNothing(String method) {
		MockServerWebExchange exchange = pass(filter(LISTED), request(method, "http://evil.example"));
		assertThat(exchange.getResponse().getHeaders().headerNames()).containsExactly(HttpHeaders.VARY);
		assertThat(exchange.getResponse().getHeaders().getVary()).containsExactly("Origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost", "https://localhost", "http://localhost:80" })
	void pagesOfThisHostMayDoEverythingAndNeedNoPermission(String origin) {
		MockServerWebExchange exchange = pass(filter(), request("POST", origin));
		assertThat(exchange.getResponse().getHeaders().isEmpty()).isTrue();
	}

	@Test
	void whoIsNoPageIsNotConcerned() {
		pass(filter(LISTED), MockServerHttpRequest.post("http://localhost/").build());
	}

	@Test
	void twoOriginsAreMalformed() {
		assertRefused(filter("*"),
				MockServerHttpRequest.get("http://localhost/").header("Origin", LISTED, LISTED).build(),
				HttpStatus.BAD_REQUEST);
		assertThat(this.rejected).containsExactly("malformed");
	}

	@Test
	void pagesListedMayReadAnswersAndSendCredentials() {
		HttpHeaders headers = pass(filter(LISTED + ":443"), request("POST", LISTED)).getResponse().getHeaders();
		assertThat(headers.getAccessControlAllowOrigin()).isEqualTo(LISTED);
		assertThat(headers.getAccessControlAllowCredentials()).isTrue();
		assertThat(headers.getAccessControlExposeHeaders()).contains("Retry-After", "Location", "Idempotency-Replayed");
		assertThat(headers.getVary()).contains("Origin");
	}

	@Test
	void anyPageMayReadAnswersWithoutCredentials() {
		HttpHeaders headers = pass(filter("*"), request("POST", "http://evil.example")).getResponse().getHeaders();
		assertThat(headers.getAccessControlAllowOrigin()).isEqualTo("*");
		assertThat(headers.getAccessControlAllowCredentials()).isFalse();
	}

	@Test
	void preflightsOfPagesListedAreAnswered() {
		HttpHeaders headers = preflight(LISTED, "POST", "content-type,idempotency-key,last-event-id,authorization")
			.getResponse()
			.getHeaders();
		assertThat(headers.getAccessControlAllowOrigin()).isEqualTo(LISTED);
		assertThat(headers.getAccessControlAllowMethods()).contains(HttpMethod.POST);
		assertThat(headers.getAccessControlAllowHeaders()).hasSize(4);
		assertThat(headers.getAccessControlMaxAge()).isPositive();
		assertThat(this.passed).isEmpty();
	}

	@Test
	void preflightsForOtherHeadersAreRefused() {
		MockServerWebExchange exchange = preflight(LISTED, "POST", "x-other");
		assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(exchange.getResponse().getHeaders().getAccessControlAllowOrigin()).isNull();
	}

	@Test
	void handshakesPassUntouched() {
		MockServerWebExchange exchange = pass(filter(LISTED),
				MockServerHttpRequest.get("http://localhost/ws/echo")
					.header("Upgrade", "websocket")
					.header("Origin", LISTED)
					.build());
		assertThat(exchange.getResponse().getHeaders().isEmpty()).isTrue();
	}

	@Test
	void theWishToUpgradeIsNoWayAroundIt() {
		assertRefused(filter(),
				MockServerHttpRequest.post("http://localhost/")
					.header("Upgrade", "websocket")
					.header("Origin", "http://evil.example")
					.build(),
				HttpStatus.FORBIDDEN);
	}

	private OriginFilter filter(String... allowed) {
		return new OriginFilter(new OriginPolicy(List.of(allowed)), this);
	}

	private static MockServerHttpRequest request(String method, String origin) {
		return MockServerHttpRequest.method(HttpMethod.valueOf(method), "http://localhost/api/topics/x/messages")
			.header("Origin", origin)
			.build();
	}

	private MockServerWebExchange preflight(String origin, String method, String headers) {
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.options("http://localhost/api/topics/x/messages")
				.header("Origin", origin)
				.header("Access-Control-Request-Method", method)
				.header("Access-Control-Request-Headers", headers));
		StepVerifier.create(filter(LISTED).filter(exchange, this::chain)).expectComplete().verify(Timeouts.SOON);
		return exchange;
	}

	private MockServerWebExchange pass(OriginFilter filter, MockServerHttpRequest request) {
		MockServerWebExchange exchange = MockServerWebExchange.from(request);
		StepVerifier.create(filter.filter(exchange, this::chain)).expectComplete().verify(Timeouts.SOON);
		assertThat(this.passed).containsExactly(exchange);
		return exchange;
	}

	private void assertRefused(OriginFilter filter, MockServerHttpRequest request, HttpStatus status) {
		StepVerifier.create(filter.filter(MockServerWebExchange.from(request), this::chain))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(ResponseStatusException.class,
					(refusal) -> assertThat(refusal.getStatusCode()).isEqualTo(status)))
			.verify(Timeouts.SOON);
		assertThat(this.passed).isEmpty();
	}

	private Mono<Void> chain(ServerWebExchange exchange) {
		this.passed.add(exchange);
		return Mono.empty();
	}

	@Override
	public SessionListener opened(LocalSession session, String endpoint) {
		return SessionListener.NONE;
	}

	@Override
	public void rejected(String reason) {
		this.rejected.add(reason);
	}

}
