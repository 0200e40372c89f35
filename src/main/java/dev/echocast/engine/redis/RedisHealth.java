package dev.echocast.engine.redis;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Tells whether the engine does all its work. Without Redis the service goes on with what
 * it can, so it is degraded rather than down.
 */
final class RedisHealth implements HealthIndicator {

	static final Status DEGRADED = new Status("DEGRADED", "works in part");

	private final RedisEngine engine;

	RedisHealth(RedisEngine engine) {
		this.engine = engine;
	}

	@Override
	public Health health() {
		String trouble = this.engine.trouble();
		Health.Builder health = (trouble == null) ? Health.up() : Health.status(DEGRADED).withDetail("reason", trouble);
		return health.withDetail("topics", this.engine.topics().size()).build();
	}

}
