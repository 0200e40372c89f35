package dev.echocast.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import dev.echocast.client.WebSocketFailure.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresTests {

	@ParameterizedTest
	@ValueSource(ints = { 200, 400, 401, 403, 404, 405, 407, 410, 414, 426, 431, 501, 505 })
	void finalAnswers(int status) {
		assertThat(Failures.rejected(status, null, "").isTransient()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 425, 429, 500, 502, 503, 504, 522 })
	void transientAnswers(int status) {
		assertThat(Failures.rejected(status, null, "").isTransient()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1002, 1003, 1007, 1008, 1009, 1010, 3000, 3003 })
	void finalCloses(int code) {
		assertThat(Failures.closed(new CloseStatus(code, "")).isTransient()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1001, 1005, 1006, 1011, 1012, 1013, 1014, 3001, 4000 })
	void transientCloses(int code) {
		assertThat(Failures.closed(new CloseStatus(code, "")).isTransient()).isTrue();
	}

	@Test
	void whoIsNotKnownIsToldApartFromWhatIsNotAllowed() {
		assertThat(Failures.rejected(401, null, "").kind()).isEqualTo(Kind.UNAUTHORIZED);
		assertThat(Failures.rejected(403, null, "").kind()).isEqualTo(Kind.FORBIDDEN);
		assertThat(Failures.closed(new CloseStatus(3000, "")).kind()).isEqualTo(Kind.UNAUTHORIZED);
		assertThat(Failures.closed(new CloseStatus(3003, "gone")).kind()).isEqualTo(Kind.FORBIDDEN);
		assertThat(Failures.closed(new CloseStatus(3003, "gone"))).hasMessage("closed with 3003 (Forbidden): gone");
	}

	@Test
	void silenceIsTransientWhoeverNoticesIt() {
		assertThat(Failures.closed(new CloseStatus(1008, "no pong")).isTransient()).isTrue();
		assertThat(Failures.closed(new CloseStatus(1008, "too many messages")).isTransient()).isFalse();
	}

	@Test
	void whatTheServerAskedForIsKept() {
		WebSocketFailure failure = Failures.rejected(503, Duration.ofSeconds(9), "full");
		assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(9));
		assertThat(failure.code()).isEqualTo(503);
		assertThat(failure).hasMessage("the server answered 503: full");
	}

	@Test
	void errorsOfTheSystemHaveTheirKind() {
		assertKind(new ConnectException("refused"), Kind.REFUSED, true);
		assertKind(new NoRouteToHostException(), Kind.REFUSED, true);
		assertKind(new UnknownHostException("nowhere"), Kind.UNRESOLVED, true);
		assertKind(new UnresolvedAddressException(), Kind.UNRESOLVED, true);
		assertKind(new TimeoutException(), Kind.TIMEOUT, true);
		assertKind(new SocketTimeoutException(), Kind.TIMEOUT, true);
		assertKind(new IOException("Connection reset by peer"), Kind.LOST, true);
		assertKind(new SSLException("closed"), Kind.TLS, true);
		assertKind(new SSLHandshakeException("untrusted"), Kind.TLS, false);
		assertKind(new IOException("wrapped", new CertificateException("expired")), Kind.LOST, true);
		assertKind(new IllegalStateException("what"), Kind.PROTOCOL, false);
		assertKind(new IllegalStateException(new ConnectException()), Kind.REFUSED, true);
	}

	@Test
	void errorsOfNettyHaveTheirKind() {
		assertKind(new ProxyConnectException("no"), Kind.PROXY, true);
		assertKind(new ConnectTimeoutException("slow"), Kind.TIMEOUT, true);
		assertKind(new SslHandshakeTimeoutException("slow"), Kind.TIMEOUT, true);
		assertKind(new IllegalStateException(new NotSslRecordException("http")), Kind.TLS, false);
	}

	@Test
	void refusedPublicationsAreToldApart() {
		assertThat(Failures.unpublished("busy", "later").kind()).isEqualTo(Kind.BUSY);
		assertThat(Failures.unpublished("busy", "later").isTransient()).isTrue();
		assertThat(Failures.unpublished("unavailable", "").kind()).isEqualTo(Kind.UNAVAILABLE);
		assertThat(Failures.unpublished("unavailable", "").isTransient()).isTrue();
		assertThat(Failures.unpublished("forbidden", "").kind()).isEqualTo(Kind.DECLINED);
		assertThat(Failures.unpublished("malformed", "").kind()).isEqualTo(Kind.DECLINED);
		assertThat(Failures.unpublished("malformed", "").isTransient()).isFalse();
		assertThat(Failures.unpublished("of the future", "").kind()).isEqualTo(Kind.DECLINED);
	}

	@Test
	void aFailureStaysItself() {
		WebSocketFailure failure = Failures.silent(Duration.ofSeconds(1));
		assertThat(NettyFailures.classify(new IllegalStateException(failure))).isSameAs(failure);
		WebSocketFailure proxy = Failures.proxy("named", new ProxyConnectException("no"));
		assertThat(NettyFailures.classify(proxy)).isSameAs(proxy);
	}

	private static void assertKind(Throwable error, Kind kind, boolean again) {
		WebSocketFailure failure = NettyFailures.classify(error);
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure.isTransient()).as(error.toString()).isEqualTo(again);
		assertThat(failure.getMessage()).isNotBlank();
	}

}
