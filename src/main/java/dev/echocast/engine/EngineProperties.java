package dev.echocast.engine;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What broadcasting stands on.
 *
 * @param type the engine: memory for one node, redis for many
 * @param redis the engine of many nodes; where Redis is, spring.data.redis tells
 */
@Validated
@ConfigurationProperties(prefix = "echocast.engine", ignoreUnknownFields = false)
public record EngineProperties(@DefaultValue("memory") Type type, @DefaultValue @Valid Redis redis) {

	/**
	 * The engines there are.
	 */
	public enum Type {

		/** Topics live in this process. */
		MEMORY,

		/** Topics live in Redis. */
		REDIS

	}

	/**
	 * The engine of many nodes.
	 *
	 * @param prefix what its keys and channels begin with; tells deployments apart that
	 * share a Redis
	 */
	public record Redis(@DefaultValue("echocast") @Pattern(regexp = "[A-Za-z0-9._-]{1,64}",
			message = "must be 1 to 64 of letters, digits, dot, hyphen and underscore") String prefix) {

	}

}
