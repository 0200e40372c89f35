package dev.echocast.startup;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.core.PriorityOrdered;

/**
 * Keeps Boot from configuring what is on the class path for parts of it only. The engine
 * that needs Redis asks for what it needs: without it nothing of Redis is loaded, and
 * health does not ask for it. Tokens are verified without the filter chain of Spring
 * Security.
 */
final class WithoutAutoConfiguration implements AutoConfigurationImportFilter, PriorityOrdered {

	private static final List<String> LEFT_OUT = List.of("org.springframework.boot.data.redis.",
			"org.springframework.boot.security.");

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
			match[i] = name == null || LEFT_OUT.stream().noneMatch(name::startsWith);
		}
		return match;
	}

}
