package dev.echocast.client;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageTests {

	@Test
	void sizesAreThoseOnTheWire() {
		for (String text : new String[] { "", "a", "é", "€", "😀", "a\ud800", "\udc00b" }) {
			assertThat(Message.text(text).size()).isEqualTo(text.chars().anyMatch(c -> c == 0xd800 || c == 0xdc00) ? 4
					: text.getBytes(StandardCharsets.UTF_8).length);
		}
		assertThat(Message.binary(new byte[3]).size()).isEqualTo(3);
		assertThat(Message.binary(new byte[3])).hasToString("Binary[3 bytes]");
		assertThat(Message.binary((byte) 'a').asText()).isEqualTo("a");
	}

}
