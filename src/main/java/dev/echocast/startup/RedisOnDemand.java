package dev.echocast.startup;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.core.PriorityOrdered;

/**
 * Keeps Boot from configuring Redis because it is on the class path: the engine that
 * needs it asks for what it needs. Without that engine nothing of it is loaded, and
 * health does not ask for it.
 */
final class RedisOnDemand implements AutoConfigurationImportFilter, PriorityOrdered {

	/**
	 * Before Boot's own filters, which look at classes and so load them.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] match = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			// Those that another filter has refused are null.
			String name = classes[i];
			match[i] = name == null || !name.startsWith("org.springframework.boot.data.redis.");
		}
		return match;
	}

}
