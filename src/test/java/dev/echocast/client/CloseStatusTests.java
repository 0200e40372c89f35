package dev.echocast.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CloseStatusTests {

	@ParameterizedTest
	@CsvSource({ "1000, Normal Closure", "1001, Going Away", "1002, Protocol error", "1003, Unsupported Data",
			"1005, No Status Rcvd", "1006, Abnormal Closure", "1007, Invalid frame payload data",
			"1008, Policy Violation", "1009, Message Too Big", "1010, Mandatory Ext.", "1011, Internal Error",
			"1012, Service Restart", "1013, Try Again Later", "1014, Bad Gateway", "1015, TLS handshake",
			"999, Reserved", "5000, Reserved", "3000, Unauthorized", "3003, Forbidden", "3001, Registered",
			"4000, Private Use" })
	void hasAName(int code, String name) {
		assertThat(CloseStatus.name(code)).isEqualTo(name);
	}

	@Test
	void reasonIsCutBetweenCharacters() {
		assertThat(CloseStatus.fit("short")).isEqualTo("short");
		assertThat(CloseStatus.fit("a" + "😀".repeat(40))).isEqualTo("a" + "😀".repeat(30));
	}

	@Test
	void readsWell() {
		assertThat(new CloseStatus(1001, "moving")).hasToString("1001 (Going Away): moving");
		assertThat(CloseStatus.NORMAL).hasToString("1000 (Normal Closure)");
	}

}
