package dev.echocast.startup;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Stops the start when something below {@code echocast} is set that is no property,
 * wherever it comes from: a file, the command line, the environment. What was meant to be
 * set would not be, without a word.
 */
final class UnknownProperties implements BeanFactoryPostProcessor {

	private static final String PREFIX = "ECHOCAST_";

	/** Of the command-line client, which may be started from the same environment. */
	private static final Set<String> OF_THE_CLIENT = Set.of("ECHOCAST_TOKEN", "ECHOCAST_KEY");

	private final ConfigurableEnvironment environment;

	private final PropertyNames names;

	UnknownProperties(ConfigurableEnvironment environment, PropertyNames names) {
		this.environment = environment;
		this.names = names;
	}

	/**
	 * Look before any bean is there.
	 */
	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		Set<String> unknown = find();
		if (!unknown.isEmpty() && !this.names.isEmpty()) {
			throw new UnknownPropertiesException(
					unknown.stream().map(this::describe).collect(Collectors.joining("; ")));
		}
	}

	private Set<String> find() {
		return this.environment.getPropertySources()
			.stream()
			.filter(EnumerablePropertySource.class::isInstance)
			.map(EnumerablePropertySource.class::cast)
			.flatMap(this::find)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private Stream<String> find(EnumerablePropertySource<?> source) {
		Stream<String> set = Stream.of(source.getPropertyNames());
		if (source instanceof SystemEnvironmentPropertySource) {
			Set<String> variables = set.map((name) -> name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
				.collect(Collectors.toSet());
			ServiceLinks links = new ServiceLinks(variables);
			return variables.stream()
				.filter((name) -> name.startsWith(PREFIX))
				.filter(Predicate.not(OF_THE_CLIENT::contains))
				.filter(Predicate.not(this.names::containsVariable))
				.filter(Predicate.not(links::contains));
		}
		return set.map((name) -> ConfigurationPropertyName.adapt(name, '.'))
			.filter(PropertyNames.ROOT::isAncestorOf)
			.filter(Predicate.not(this.names::contains))
			.map(ConfigurationPropertyName::toString);
	}

	private String describe(String unknown) {
		String meant = this.names.nearest(unknown);
		return unknown + ": there is no such property" + ((meant != null) ? "; is " + meant + " meant?" : "");
	}

	/**
	 * Names of no properties.
	 */
	static final class UnknownPropertiesException extends RuntimeException {

		UnknownPropertiesException(String message) {
			super(message);
		}

	}

}
