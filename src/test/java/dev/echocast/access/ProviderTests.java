package dev.echocast.access;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

import dev.echocast.support.Timeouts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A provider is not what it says it is, or does not answer as it should.
 */
class ProviderTests {

	private static final Duration NEVER = Timeouts.LONG;

	private BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer = (request, response) -> response
		.sendNotFound();

	private final AtomicInteger asked = new AtomicInteger();

	private final DisposableServer server = HttpServer.create()
		.host("localhost")
		.port(0)
		.handle((request, response) -> {
			this.asked.incrementAndGet();
			return this.answer.apply(request, response);
		})
		.bindNow(Timeouts.SOON);

	private final String uri = "http://localhost:" + this.server.port();

	@AfterEach
	void end() {
		this.server.disposeNow(Timeouts.SOON);
	}

	@Test
	void anOpenIdProviderTellsWhereItsKeysAre() {
		discover("{\"issuer\":\"" + this.uri + "/realm\",\"jwks_uri\":\"" + this.uri + "/a%20b{c}\"}");
		assertThat(get(null, this.uri + "/realm")).isNull();
		discover("{\"issuer\":\"" + this.uri + "/realm\",\"jwks_uri\":\"" + this.uri + "/a%20b?c=%7B\"}");
		assertThat(get(null, this.uri + "/realm")).isEqualTo("keys of /a%20b?c=%7B");
	}

	@Test
	void anIssuerMayEndWithASlash() {
		discover("{\"issuer\":\"" + this.uri + "/\",\"jwks_uri\":\"" + this.uri + "/keys\"}");
		assertThat(get(null, this.uri + "/")).isEqualTo("keys of /keys");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "null", "<html>", "", "{\"issuer\":\"%s\"}",
			"{\"issuer\":\"%s\",\"jwks_uri\":1}", "{\"issuer\":\"%s/\",\"jwks_uri\":\"%s/keys\"}",
			"{\"issuer\":\"http://else.test\",\"jwks_uri\":\"%s/keys\"}", "{\"jwks_uri\":\"%s/keys\"}",
			"{\"issuer\":[\"%s\"],\"jwks_uri\":\"%s/keys\"}", "{\"issuer\":\"%s\",\"jwks_uri\":\"\"}",
			"{\"issuer\":\"%s\",\"jwks_uri\":\"/keys\"}", "{\"issuer\":\"%s\",\"jwks_uri\":\"file:///etc/passwd\"}",
			"{\"issuer\":\"%s\",\"jwks_uri\":\"not an address\"}" })
	void aProviderThatSaysSomethingElseIsNotAskedForKeys(String configuration) {
		discover(configuration.replace("%s", this.uri));
		assertThat(get(null, this.uri)).isNull();
		assertThat(this.asked).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 307, 401, 404, 500, 503 })
	void anotherStatusIsNoAnswer(int status) {
		this.answer = (request, response) -> response.status(status)
			.header("Location", this.uri + "/other")
			.sendString(Mono.just("{}"));
		assertThat(get(this.uri + "/keys", null)).isNull();
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void anAnswerOfTenMegabytesIsCutOff() {
		String piece = " ".repeat(1024);
		this.answer = (request, response) -> response.sendString(Flux.range(0, 10 * 1024).map((i) -> piece));
		assertThat(get(this.uri + "/keys", null)).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aProviderThatHangsIsLeft(boolean begins) {
		this.answer = (request, response) -> begins ? response.sendString(Flux.just("{").concatWith(Flux.never()))
				: Mono.never();
		assertThat(catchThrowable(
				() -> provider(Duration.ofMillis(100)).jwkSet(this.uri + "/keys", null).block(Timeouts.SOON)))
			.hasStackTraceContaining("within 100ms");
	}

	@Test
	void anIssuerThatIsSafeHasKeysThatAreSafe() {
		WebClient client = WebClient.builder()
			.exchangeFunction((request) -> Mono.just(ClientResponse.create(HttpStatus.OK)
				.body(request.url().getPath().startsWith("/.well-known")
						? "{\"issuer\":\"https://issuer.test\",\"jwks_uri\":\"http://issuer.test/keys\"}" : "keys")
				.build()))
			.build();
		assertThat(catchThrowable(
				() -> new Provider(client, NEVER).jwkSet(null, "https://issuer.test").block(Timeouts.SOON)))
			.hasMessageContaining("jwks_uri");
	}

	private void discover(String configuration) {
		this.answer = (request, response) -> response
			.sendString(Mono.just(request.uri().endsWith("/.well-known/openid-configuration") ? configuration
					: "keys of " + request.uri()));
	}

	private @Nullable String get(@Nullable String keys, @Nullable String issuer) {
		return provider(NEVER).jwkSet(keys, issuer).onErrorComplete().block(Timeouts.SOON);
	}

	private static Provider provider(Duration timeout) {
		return new Provider(WebClient.create(), timeout);
	}

}
