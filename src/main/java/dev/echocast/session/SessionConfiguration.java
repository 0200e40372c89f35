package dev.echocast.session;

import java.time.Clock;

import dev.echocast.access.RevocationFeed;
import dev.echocast.access.Revocations;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.Endpoint;
import dev.echocast.transport.TransportProperties;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import reactor.core.scheduler.Schedulers;

/**
 * What is open on this node.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ LimitsProperties.class, DrainProperties.class })
class SessionConfiguration {

	@Bean
	SessionRegistry sessionRegistry(MeterRegistry meterRegistry, Clock clock, LimitsProperties limits,
			Revocations revocations) {
		return new SessionRegistry(meterRegistry, clock, limits.messagesPerSecond(), revocations);
	}

	@Bean
	SessionLimits sessionLimits(LimitsProperties limits, MemoryLedger ledger) {
		return new SessionLimits(limits, ledger);
	}

	@Bean
	EventStreams eventStreams(SessionRegistry registry, Revocations revocations, Clock clock) {
		return new EventStreams(registry.meters(EventStreams.ENDPOINT), revocations, clock, Schedulers.parallel());
	}

	/**
	 * Also where nobody can ask for it: another node may.
	 */
	@Bean
	Revoker revoker(Revocations revocations, ObjectProvider<RevocationFeed> feed, SessionRegistry sessions,
			EventStreams streams, Clock clock) {
		return new Revoker(revocations, feed.getIfAvailable(() -> RevocationFeed.ALONE), sessions, streams, clock);
	}

	/**
	 * The drain's phase of the shutdown gets the time that the drain may take.
	 */
	@Bean
	Drain drain(DrainProperties properties, TransportProperties transport, SessionLimits admission,
			SessionRegistry sessions, EventStreams streams, MeterRegistry meters, DefaultLifecycleProcessor lifecycle) {
		Drain drain = new Drain(properties, transport.closeTimeout(), admission, sessions, streams, meters,
				Schedulers.parallel());
		lifecycle.setTimeoutForShutdownPhase(drain.getPhase(), drain.limit().multipliedBy(2).toMillis());
		return drain;
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
	SessionsEndpoint sessionsEndpoint(SessionRegistry registry, Revoker revoker) {
		return new SessionsEndpoint(registry, revoker);
	}

}
