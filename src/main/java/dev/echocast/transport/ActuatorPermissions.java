package dev.echocast.transport;

import java.util.List;
import java.util.Set;

import dev.echocast.access.Action;
import dev.echocast.access.Identity;
import dev.echocast.access.Permission;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What the actuator asks for. On the service's own port it is open for health and info
 * alone. On a port of its own, which the network keeps to operators, whoever comes may
 * look; to change something is for operators anywhere.
 */
final class ActuatorPermissions {

	private static final Permission OPERATE = Permission.to(Action.OPERATE);

	private static final Set<String> OPEN = Set.of("health", "info");

	private final Environment environment;

	private final boolean apart;

	private final List<String> root;

	ActuatorPermissions(Environment environment) {
		this.environment = environment;
		this.apart = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
		this.root = segments(
				PathContainer.parsePath(environment.getProperty("management.endpoints.web.base-path", "/actuator")));
	}

	/**
	 * Let a request pass or not.
	 * @throws dev.echocast.access.DeniedException if it may not pass
	 */
	void check(ServerHttpRequest request, Identity identity) {
		if (this.apart ? isOnItsPort(request) && !isSafe(request.getMethod())
				: isClosed(request.getPath().pathWithinApplication())) {
			identity.require(OPERATE);
		}
	}

	/** The port is known once the service is there. */
	private boolean isOnItsPort(ServerHttpRequest request) {
		Integer port = this.environment.getProperty("local.management.port", Integer.class);
		return port != null && request.getLocalAddress() != null && request.getLocalAddress().getPort() == port;
	}

	private static boolean isSafe(HttpMethod method) {
		return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method) || HttpMethod.OPTIONS.equals(method);
	}

	private boolean isClosed(PathContainer path) {
		List<String> segments = segments(path);
		boolean here = segments.size() >= this.root.size() && segments.subList(0, this.root.size()).equals(this.root);
		return here && (segments.size() == this.root.size() || !OPEN.contains(segments.get(this.root.size())));
	}

	/**
	 * As patterns are matched with them: decoded, which other spellings of a path are,
	 * too.
	 */
	private static List<String> segments(PathContainer path) {
		return path.elements()
			.stream()
			.filter(PathContainer.PathSegment.class::isInstance)
			.map((segment) -> ((PathContainer.PathSegment) segment).valueToMatch())
			.toList();
	}

}
