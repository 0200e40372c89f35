package dev.echocast.memory;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The ledger of this node.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MemoryProperties.class)
class MemoryConfiguration {

	@Bean
	MemoryLedger memoryLedger(MemoryProperties properties, MeterRegistry meters) {
		MemoryLedger ledger = new MemoryLedger(properties.bytes());
		ledger.bindTo(meters);
		return ledger;
	}

}
