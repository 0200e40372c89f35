package dev.echocast.web;

import java.nio.charset.StandardCharsets;

import dev.echocast.engine.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.reactive.function.server.MockServerRequest;
import org.springframework.web.reactive.function.server.ServerRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PublishRequestTests {

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "text/html", "application/json", "application/cloudevents+json",
			"text/plain;charset=UTF-8" })
	void textAndJsonBecomeText(String type) {
		Message message = read(type, "é".getBytes(StandardCharsets.UTF_8));
		assertThat(message.text()).isTrue();
		assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo("é");
		assertThat(message.sender()).isNull();
	}

	@Test
	void otherCharsetsBecomeUtf8() {
		Message message = read("text/plain;charset=ISO-8859-1", new byte[] { (byte) 0xE9 });
		assertThat(message.payload()).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void octetsStayBinary() {
		Message message = read("application/octet-stream", new byte[] { (byte) 0xFF });
		assertThat(message.text()).isFalse();
		assertThat(message.payload()).containsExactly(0xFF);
	}

	@Test
	void textThatIsNoneIsRefused() {
		assertThatExceptionOfType(UnacceptableException.class)
			.isThrownBy(() -> read("text/plain", new byte[] { (byte) 0xFF }))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(HttpStatus.BAD_REQUEST));
	}

	@Test
	void otherTypesAreRefused() {
		assertThatExceptionOfType(UnacceptableException.class).isThrownBy(() -> read("image/png", new byte[0]))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE));
		assertThatExceptionOfType(UnacceptableException.class).isThrownBy(() -> PublishRequest.type(headers(null)));
	}

	@ParameterizedTest
	@ValueSource(strings = { ";;;", "", "text", "text/plain;charset=none-of-these", "text/plain;=;" })
	void aMalformedTypeIsRefused(String type) {
		assertThatExceptionOfType(UnacceptableException.class).isThrownBy(() -> PublishRequest.type(headers(type)))
			.satisfies((ex) -> assertThat(ex.status().is4xxClientError()).isTrue());
	}

	private static Message read(String type, byte[] body) {
		return PublishRequest.read("t", null, PublishRequest.type(headers(type)), body);
	}

	private static ServerRequest.Headers headers(String type) {
		MockServerRequest.Builder request = MockServerRequest.builder();
		return ((type != null) ? request.header("Content-Type", type) : request).build().headers();
	}

}
