package dev.echocast.engine;

import java.time.Clock;
import java.util.UUID;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The engine in use.
 */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

	@Bean
	BroadcastEngine broadcastEngine(Clock clock) {
		return new InMemoryEngine(clock, () -> UUID.randomUUID().toString().substring(0, 8));
	}

}
