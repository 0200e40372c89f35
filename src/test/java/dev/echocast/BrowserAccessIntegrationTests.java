package dev.echocast;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import dev.echocast.support.Browser;
import dev.echocast.support.ClosedServiceTest;
import dev.echocast.support.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static dev.echocast.support.TestTokens.grant;
import static dev.echocast.support.Timeouts.LONG;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a page can show as its credential, and what it sees when that does not suffice.
 */
@ClosedServiceTest
class BrowserAccessIntegrationTests {

	private static final String PAGE = """
			<!DOCTYPE html><title>test</title><script>
			const speak = (topic, ...subprotocols) => new Promise((done) => {
			  const ws = new WebSocket('ws://localhost:%d/ws/broadcast/' + topic, subprotocols);
			  ws.onmessage = (event) => {
			    const message = JSON.parse(event.data);
			    if (message.type == 'welcome') {
			      ws.send(JSON.stringify({type: 'publish', text: 'hi'}));
			    } else {
			      done([ws.protocol, message.type, message.text]);
			    }
			  };
			  ws.onclose = (event) => done([ws.protocol, event.code, event.reason]);
			});
			(async () => {
			  const results = [];
			  results.push(await speak('p.nobody', 'echocast.v1.json'));
			  results.push(await speak('p.token', 'bearer.%s', 'echocast.v1.json'));
			  results.push(await speak('q', 'bearer.%s', 'echocast.v1.raw'));
			  results.push(await speak('p.brief', 'echocast.v1.raw', 'bearer.%s'));
			  document.cookie = 'session=%s';
			  results.push(await speak('p.cookie', 'echocast.v1.json'));
			  fetch('/result', {method: 'POST', body: JSON.stringify(results)});
			})();
			</script>
			""";

	private static final HttpServer PAGES = Browser.pages();

	@DynamicPropertySource
	static void allow(DynamicPropertyRegistry properties) {
		properties.add("echocast.transport.allowed-origins", () -> "http://localhost:" + PAGES.getAddress().getPort());
	}

	@LocalServerPort
	private int port;

	@Test
	void aPageShowsATokenAsSubprotocolOrCookieAndSeesWhyItIsClosed(@TempDir Path directory) throws Exception {
		String token = TestTokens.of("page", List.of(grant("p.*", "join", "publish")));
		String brief = TestTokens.of("page", List.of(grant("p.*", "join", "publish")), Duration.ofSeconds(3));
		try (Browser browser = Browser.open(directory, PAGE.formatted(this.port, token, token, brief, token), PAGES)) {
			String result = browser.result(LONG);
			assertThat(result).startsWith("[[\"echocast.v1.json\",3000,\"a token or a key is needed\"],"
					+ "[\"echocast.v1.json\",\"message\",\"hi\"],"
					+ "[\"echocast.v1.raw\",3003,\"join on topic q is not granted\"],[\"echocast.v1.raw\",3000,\"");
			assertThat(result).containsPattern("token expired|Jwt expired")
				.endsWith("[\"echocast.v1.json\",\"message\",\"hi\"]]");
		}
	}

}
