package dev.echocast.startup;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Environment variables that Kubernetes makes of the Services of a namespace, unless a
 * pod has {@code enableServiceLinks: false}. A Service whose name begins with
 * {@code echocast} has some that look like properties.
 */
final class ServiceLinks {

	private static final String HOST = "_SERVICE_HOST";

	private static final String SUFFIXES = "_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_[A-Z]+(_(PROTO|PORT|ADDR))?)?)";

	private final Pattern links;

	/**
	 * Find the Services.
	 * @param variables all names; each Service has one for its host and one for its port
	 */
	ServiceLinks(Collection<String> variables) {
		this.links = Pattern.compile(variables.stream()
			.filter((name) -> name.endsWith(HOST))
			.map((name) -> name.substring(0, name.length() - HOST.length()))
			.filter((service) -> variables.contains(service + "_SERVICE_PORT"))
			.map(Pattern::quote)
			.collect(Collectors.joining("|", "(", ")" + SUFFIXES)));
	}

	boolean contains(String variable) {
		return this.links.matcher(variable).matches();
	}

}
