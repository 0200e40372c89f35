package dev.echocast.web;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.echocast.engine.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

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
		assertThatExceptionOfType(PublishRequest.UnacceptableException.class)
			.isThrownBy(() -> read("text/plain", new byte[] { (byte) 0xFF }))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(HttpStatus.BAD_REQUEST));
	}

	@Test
	void otherTypesAreRefused() {
		assertThatExceptionOfType(PublishRequest.UnacceptableException.class)
			.isThrownBy(() -> read("image/png", new byte[0]))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE));
		assertThatExceptionOfType(PublishRequest.UnacceptableException.class)
			.isThrownBy(() -> PublishRequest.read("t", Optional.empty(), new byte[0]));
	}

	private static Message read(String type, byte[] body) {
		return PublishRequest.read("t", Optional.of(MediaType.parseMediaType(type)), body);
	}

}
