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
	StreamHandler streamHandler() {
		return new StreamHandler();
	}

	@Bean
	WebSocketRoutes echoRoutes(EchoHandler echo, StreamHandler stream) {
		return new WebSocketRoutes(Map.of("/ws/echo", echo, "/ws/stream", stream));
	}

}
