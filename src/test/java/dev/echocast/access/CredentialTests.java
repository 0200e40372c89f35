package dev.echocast.access;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A page uses the cookie of who visits it, and a peer hides a token where none is taken.
 */
class CredentialTests {

	@Test
	void theFirstThatIsThereIsTaken() {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/ws/echo");
		assertThat(find(request, true)).isNull();
		request.header(Credential.QUERY_HEADER, "of-the-query");
		assertThat(find(request, true)).isEqualTo("of-the-query");
		request.cookie(new HttpCookie("session", "of-the-cookie"));
		assertThat(find(request, true)).isEqualTo("of-the-cookie");
		request.header("Sec-WebSocket-Protocol", "echocast.v1.json, bearer.offered ,bearer.second");
		assertThat(find(request, true)).isEqualTo("offered");
		request.header("Authorization", "bEaReR  of-the-header ");
		assertThat(find(request, true)).isEqualTo("of-the-header");
	}

	@Test
	void aCookieIsTakenOnlyFromPagesThatAreAllowed() {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/ws/echo")
			.cookie(new HttpCookie("session", "token"));
		assertThat(find(request, false)).isNull();
		assertThat(new Credential(null, true).find(request.build(), true)).isNull();
		assertThat(new Credential("Session", true).find(request.build(), true)).isNull();
	}

	@Test
	void aQueryIsTakenOnlyWhereThatIsConfigured() {
		MockServerHttpRequest request = MockServerHttpRequest.get("/ws/echo?access_token=token")
			.header(Credential.QUERY_HEADER, "token")
			.build();
		assertThat(new Credential("session", false).find(request, true)).isNull();
		assertThat(new Credential("session", true)
			.find(MockServerHttpRequest.get("/ws/echo?access_token=token").build(), true)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Bearer", "Basic YTpi", "Bearertoken", "Token x", "\"Bearer x\"" })
	void anAuthorizationOfAnotherKindIsNotPassedOver(String authorization) {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/ws/echo")
			.header("Authorization", authorization)
			.cookie(new HttpCookie("session", "token"));
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> find(request, true))
			.withMessage("Authorization must be Bearer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",", ",,", "bearer", "Bearer.token", "xbearer.token", "echocast.v1.json" })
	void aSubprotocolThatIsNoTokenIsNone(String offered) {
		assertThat(find(MockServerHttpRequest.get("/ws/echo").header("Sec-WebSocket-Protocol", offered), true))
			.isNull();
	}

	@Test
	void anOfferWithNothingInItIsNotNothing() {
		assertThat(find(MockServerHttpRequest.get("/ws/echo").header("Sec-WebSocket-Protocol", "bearer."), true))
			.isEmpty();
	}

	private static @Nullable String find(MockServerHttpRequest.BaseBuilder<?> request, boolean fromPage) {
		return new Credential("session", true).find(request.build(), fromPage);
	}

}
