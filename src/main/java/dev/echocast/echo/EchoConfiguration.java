package dev.echocast.echo;

import java.util.Map;

import dev.echocast.transport.WebSocketRoutes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The echo endpoints.
 */
@Configuration(proxyBeanMethods = false)
class EchoConfiguration {

	@Bean
	EchoHandler echoHandler() {
		return new EchoHandler();
	}

	@Bean
	WebSocketRoutes echoRoutes(EchoHandler handler) {
		return new WebSocketRoutes(Map.of("/ws/echo", handler));
	}

}
