package dev.echocast.support;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webtestclient.autoconfigure.WebTestClientBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * How long a {@code WebTestClient} waits for an answer.
 */
@TestConfiguration(proxyBeanMethods = false)
class PatientWebTestClient {

	@Bean
	WebTestClientBuilderCustomizer patience() {
		return (client) -> client.responseTimeout(Timeouts.SOON);
	}

}
