package dev.echocast.engine.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import dev.echocast.access.AccessProperties;
import dev.echocast.access.Revocations;
import dev.echocast.engine.EngineProperties;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Roster;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.scheduler.Schedulers;

/**
 * The engine of many nodes. Where Redis is, how to log in and how to trust it, Boot's own
 * settings tell.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "echocast.engine.type", havingValue = "redis")
@EnableConfigurationProperties(EngineProperties.class)
@Import(DataRedisAutoConfiguration.class)
class RedisEngineConfiguration {

	/** Whoever publishes is told within this that it cannot be done. */
	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	/** Soon after Redis is back, and not all nodes at once. */
	private static final Delay RECONNECT = Delay.fullJitter(Duration.ZERO, Duration.ofSeconds(1), 20,
			TimeUnit.MILLISECONDS);

	/** Commands on their way at most; more are refused. */
	private static final int MAX_COMMANDS = 65_536;

	@Bean
	ClientResourcesBuilderCustomizer reconnectSoon() {
		return (resources) -> resources.reconnectDelay(RECONNECT);
	}

	@Bean
	LettuceClientOptionsBuilderCustomizer failFast(DataRedisProperties properties) {
		Duration timeout = (properties.getTimeout() != null) ? properties.getTimeout() : TIMEOUT;
		return (options) -> {
			failFast(options, timeout);
			if (options instanceof ClusterClientOptions.Builder cluster) {
				// Beside what shows that servers have changed places.
				cluster.topologyRefreshOptions(
						ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(Duration.ofSeconds(30)).build());
			}
		};
	}

	/**
	 * Nothing waits for a connection and nothing is sent twice: a publish that is not
	 * known to have failed must not be repeated behind its publisher's back.
	 */
	static ClientOptions.Builder failFast(ClientOptions.Builder options, Duration timeout) {
		return options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.replayFilter((command) -> true)
			.requestQueueSize(MAX_COMMANDS)
			.timeoutOptions(TimeoutOptions.builder().fixedTimeout(timeout).build());
	}

	@Bean(destroyMethod = "dispose")
	RedisEngine broadcastEngine(LettuceConnectionFactory redis, EngineProperties properties, HistoryLimits history,
			Clock clock, MeterRegistry meters) {
		Keys keys = new Keys(properties.redis().prefix(), id());
		return new RedisEngine(redis.getRequiredNativeClient(), keys, history, RedisEngineConfiguration::id, clock,
				meters, Schedulers.parallel(), Schedulers.boundedElastic());
	}

	private static String id() {
		return UUID.randomUUID().toString().substring(0, 8);
	}

	@Bean
	Roster roster(RedisEngine engine) {
		return engine.roster();
	}

	@Bean(destroyMethod = "dispose")
	RedisRevocations revocationFeed(RedisEngine engine, AccessProperties access, Revocations revocations) {
		RedisRevocations feed = engine.revocations(access.maxTokenLife(), revocations);
		feed.start(Schedulers.parallel());
		return feed;
	}

	@Bean
	RedisHealth engineHealthIndicator(RedisEngine engine) {
		return new RedisHealth(engine);
	}

}
