package dev.echocast.engine;

import java.time.Clock;
import java.util.UUID;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/**
 * The engine of a single node, unless another is chosen.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EngineProperties.class)
@ConditionalOnProperty(name = "echocast.engine.type", havingValue = "memory", matchIfMissing = true)
class EngineConfiguration {

	@Bean(destroyMethod = "dispose")
	BroadcastEngine broadcastEngine(HistoryLimits history, Clock clock, MeterRegistry meters) {
		return new InMemoryEngine(history, new Backlogs(meters), clock,
				() -> UUID.randomUUID().toString().substring(0, 8), Schedulers.parallel());
	}

	@Bean
	Roster roster() {
		return Roster.ALONE;
	}

}
