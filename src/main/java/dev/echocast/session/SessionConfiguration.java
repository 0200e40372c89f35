package dev.echocast.session;

import java.time.Clock;

import dev.echocast.transport.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What is open on this node.
 */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

	@Bean
	SessionRegistry sessionRegistry(MeterRegistry meterRegistry, Clock clock) {
		return new SessionRegistry(meterRegistry, clock);
	}

	/**
	 * Lets dashboards see zeros before the first session.
	 */
	@Bean
	SmartInitializingSingleton endpointMetersInitializer(SessionRegistry registry, ObjectProvider<Endpoint> endpoints) {
		return () -> endpoints.forEach((endpoint) -> registry.meters(endpoint.name()));
	}

	@Bean
	@ConditionalOnAvailableEndpoint(SessionsEndpoint.class)
	SessionsEndpoint sessionsEndpoint(SessionRegistry registry) {
		return new SessionsEndpoint(registry);
	}

}
