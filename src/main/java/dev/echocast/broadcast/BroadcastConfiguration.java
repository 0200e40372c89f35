package dev.echocast.broadcast;

import dev.echocast.access.Access;
import java.util.Map;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Roster;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.session.EventStreams;
import dev.echocast.session.SessionRegistry;
import dev.echocast.transport.WebSocketRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import reactor.core.scheduler.Schedulers;

/**
 * The broadcast endpoint.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BroadcastProperties.class)
class BroadcastConfiguration {

	@Bean
	HistoryLimits historyLimits(BroadcastProperties properties) {
		return properties.history().limits();
	}

	@Bean
	Topics topics(BroadcastEngine engine, Roster roster, MeterRegistry meters, MemoryLedger ledger) {
		return new Topics(engine, roster, meters, ledger, Schedulers.parallel());
	}

	@Bean
	BroadcastHandler broadcastHandler(Topics topics, SessionRegistry sessions, BroadcastProperties properties,
			Access access, Environment environment) {
		// A pod's name, where there is one.
		String node = environment.getProperty("HOSTNAME", "echocast");
		return new BroadcastHandler(topics, sessions, properties.queue(), access, node);
	}

	@Bean
	TopicStreams topicStreams(Topics topics, SessionRegistry sessions, EventStreams streams,
			BroadcastProperties properties) {
		return new TopicStreams(topics, properties.queue(),
				sessions.dropCounter(EventStreams.ENDPOINT, properties.queue().overflow()), streams,
				Schedulers.parallel());
	}

	@Bean
	WebSocketRoutes broadcastRoutes(BroadcastHandler handler) {
		return new WebSocketRoutes(
				Map.of(JoinRequest.PATH, handler, JoinRequest.PATH + "/{topic:" + TopicName.PATTERN + "}", handler));
	}

}
