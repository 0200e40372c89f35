package dev.echocast.startup;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * What the operator reads when the process starts.
 */
@Configuration(proxyBeanMethods = false)
class StartupConfiguration {

	@Bean
	static UnknownProperties unknownProperties(ConfigurableEnvironment environment) {
		return new UnknownProperties(environment, PropertyNames.read());
	}

	@Bean
	StartupLine startupLine(Environment environment) {
		return new StartupLine(environment);
	}

}
