package dev.echocast.session;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits where Spring takes the headers of proxies away before anybody sees them.
 */
@ServiceTest
@TestPropertySource(properties = { "server.forward-headers-strategy=framework", "echocast.limits.per-address=1",
		"echocast.limits.trusted-proxies=127.0.0.0/8" })
class ForwardedHeadersIntegrationTests {

	@LocalServerPort
	private int port;

	@Test
	void theClientOfATrustedProxyIsLimited() {
		for (String header : new String[] { "X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.2",
				"X-Forwarded-For: foo" }) {
			try (Conversation first = Conversation.open(this.port, "/ws/echo", header);
					Conversation second = Conversation.connect(this.port)) {
				assertThat(first).isNotNull();
				assertThat(second.request("GET", "/ws/echo", header).response()).startsWith("HTTP/1.1 429 ");
			}
		}
	}

}
