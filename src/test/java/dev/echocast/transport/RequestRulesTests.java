package dev.echocast.transport;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestRulesTests {

	@ParameterizedTest
	@ValueSource(strings = { "x", "X.example", "a_b", "x:80", "x:", "x:65535", "127.0.0.1:1", "[::1]", "[::1]:8080",
			"[::ffff:192.0.2.1]", "" })
	void aHostIsANameOrAnAddressAndPerhapsAPort(String host) {
		assertThat(fault(request("/", host))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a,b", "a/b", "u@b", "a?b", "a#b", "a\\b", "x:y", "x:65536", "x:999999", "x:-1",
			"x:1:2", ":80", "[::", "[]", "[::1", "[:::]", "[::1]x", "::1", "%zz", "\u00e9" })
	void anythingElseIsNoHost(String host) {
		assertThat(fault(request("/", host))).startsWith("Host must");
	}

	@ParameterizedTest
	@ValueSource(strings = { "u@b", "a#b", "a,b", "x:y", "x:65536", ":80", "[::", "[]", "::1", "%zz" })
	void anythingElseIsNoAuthorityOfATarget(String authority) {
		assertThat(fault(request("http://" + authority + "/", "x"))).startsWith("request target must");
	}

	@Test
	void hostIsRequiredOnceButNotOfHttp10() {
		assertThat(fault(request("/"))).isEqualTo("Host is required once");
		assertThat(fault(request("/", "x", "x"))).isEqualTo("Host is required once");
		assertThat(fault(request("/").setProtocolVersion(HttpVersion.HTTP_1_0))).isNull();
		assertThat(fault(request("/", "x", "x").setProtocolVersion(HttpVersion.HTTP_1_0))).isNotNull();
	}

	@ParameterizedTest
	@CsvSource({ "GET, /, true", "GET, //x, true", "GET, http://x, true", "GET, HTTPS://x:1/y?z, true",
			"GET, http://x?y, true", "OPTIONS, *, true", "CONNECT, x:80, true", "GET, http://, false",
			"GET, http:///x, false", "GET, http://?x, false", "GET, http:/x, false", "GET, http:x, false",
			"GET, foo://x/y, false", "GET, ://x, false", "GET, a?b=://x, false", "GET, http://u:p@x/, false",
			"GET, *, false", "GET, x, false", "GET, x:80, false", "CONNECT, /, false", "CONNECT, http://x/, false" })
	void theTargetIsAPathOrAnHttpUri(String method, String target, boolean good) {
		HttpRequest request = request(target, "x").setMethod(HttpMethod.valueOf(method));
		assertThat(fault(request) == null).isEqualTo(good);
	}

	@ParameterizedTest
	@CsvSource({ "HTTP/1.1, true", "HTTP/1.0, true", "HTTP/1.7, true", "HTTP/0.9, false", "HTTP/2.0, false",
			"ICAP/1.1, false" })
	void theVersionIsOneOfHttp1(String version, boolean good) {
		assertThat(fault(request("/", "x").setProtocolVersion(HttpVersion.valueOf(version))) == null).isEqualTo(good);
	}

	@ParameterizedTest
	@CsvSource({ "chunked, true", "CHUNKED, true", "'gzip, chunked', false", "identity, false" })
	void nothingIsUnpacked(String coding, boolean good) {
		HttpRequest request = request("/", "x");
		request.headers().set("Transfer-Encoding", coding);
		assertThat(fault(request) == null).isEqualTo(good);
	}

	private static String fault(HttpRequest request) {
		return RequestRules.fault(request);
	}

	private static HttpRequest request(String target, String... hosts) {
		HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
		for (String host : hosts) {
			request.headers().add("Host", host);
		}
		return request;
	}

}
