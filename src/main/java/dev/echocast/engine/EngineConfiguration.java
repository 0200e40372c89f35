package dev.echocast.engine;

import java.time.Clock;
import java.util.UUID;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/**
 * The engine in use.
 */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

	@Bean(destroyMethod = "dispose")
	BroadcastEngine broadcastEngine(HistoryLimits history, Clock clock) {
		return new InMemoryEngine(history, clock, () -> UUID.randomUUID().toString().substring(0, 8),
				Schedulers.parallel());
	}

}
