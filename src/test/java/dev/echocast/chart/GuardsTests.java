package dev.echocast.chart;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Values that contradict each other, or that nobody has heard of, stop the installation.
 */
class GuardsTests {

	@ParameterizedTest
	@MethodSource("contradictions")
	void refuses(String deployment, Map<String, ?> replaced, String message) {
		assertThatThrownBy(() -> Chart.render(deployment, replaced)).hasMessageContaining(message);
	}

	static Stream<Arguments> contradictions() {
		return Stream.of(
				arguments("default", Map.of("terminationGracePeriodSeconds", 15),
						"terminationGracePeriodSeconds (15) must be more than preStopSeconds + echocast.drain.period + "
								+ "echocast.transport.close-timeout (15000 ms)"),
				arguments("default", Map.of("echocast.drain.period", "1m"), "must be more than preStopSeconds"),
				arguments("default", Map.of("echocast.transport.close-timeout", "20001ms"), "(30001 ms)"),
				arguments("default", Map.of("preStopSeconds", 20), "(30000 ms)"),
				arguments("tls", Map.of("tls.secretName", ""), "tls.enabled needs tls.secretName"),
				arguments("tls", Map.of("ingress.timeoutSeconds", 25),
						"ingress.timeoutSeconds must be more than echocast.transport.ping-interval"),
				arguments("gateway", Map.of("httpRoute.parentRefs", "null"),
						"httpRoute.enabled needs httpRoute.parentRefs"),
				arguments("gateway", Map.of("httpRoute.backendTls.hostname", ""),
						"httpRoute with tls.enabled needs httpRoute.backendTls.hostname"),
				arguments("autoscaled", Map.of("autoscaling.minReplicas", 31),
						"autoscaling.minReplicas must not be more than autoscaling.maxReplicas"),
				arguments("autoscaled", Map.of("autoscaling.targetSessions", 0, "autoscaling.targetCPU", 0),
						"autoscaling.enabled needs autoscaling.targetSessions or autoscaling.targetCPU"),
				arguments("autoscaled", Map.of("resources.requests.cpu", "null"),
						"autoscaling.targetCPU is a percentage of resources.requests.cpu"),
				arguments("default", Map.of("containerPorts.management", 8080),
						"containerPorts.management must differ from containerPorts.http"),
				arguments("default", Map.of("management.endpoints[0]", "info"),
						"management.endpoints must contain health"),
				arguments("hardened", Map.of("management.endpoints[0]", "health"),
						"metrics.serviceMonitor.enabled needs prometheus in management.endpoints"));
	}

	@ParameterizedTest
	@MethodSource("separations")
	void refusesPodsThatDoNotHearEachOther(String deployment, Map<String, ?> replaced, String message) {
		assertThatThrownBy(() -> Chart.render(deployment, replaced)).hasMessageContaining(message);
	}

	static Stream<Arguments> separations() {
		return Stream.of(arguments("default", Map.of("replicaCount", 2), "replicaCount (2) is more than one pod"),
				arguments("default", Map.of("replicaCount", 2), "set allowSeparateNodes where that is enough"),
				arguments("autoscaled", Map.of("allowSeparateNodes", false), "autoscaling.maxReplicas (30)"),
				arguments("autoscaled", Map.of("allowSeparateNodes", false, "autoscaling.minReplicas", 1),
						"autoscaling.maxReplicas (30)"),
				arguments("redis", Map.of("redis.enabled", false), "without redis.enabled a broadcast reaches only"));
	}

	@Test
	void allowsOnePodAndPodsThatAreMeantToBeApart() {
		assertThatNoException().isThrownBy(() -> Chart.render("default", Map.of("replicaCount", 0)));
		assertThatNoException().isThrownBy(
				() -> Chart.render("autoscaled", Map.of("allowSeparateNodes", false, "autoscaling.enabled", false)));
		assertThatNoException()
			.isThrownBy(() -> Chart.render("default", Map.of("replicaCount", 2, "allowSeparateNodes", true)));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void refusesByTheSchema(String value, Object mistaken) {
		assertThatThrownBy(() -> Chart.render("default", Map.of(value, mistaken)))
			.hasMessageContaining("values don't meet the specifications of the schema");
	}

	static Stream<Arguments> mistakes() {
		return Stream.of(arguments("replicas", 2), arguments("echocast.transport.max-messge-size", "2MB"),
				arguments("echocast.transport.max-message-size", 1048576), arguments("echocast.drain.period", "5"),
				arguments("echocast.broadcast.queue.overflow", "block"), arguments("echocast.limits.max-sessions", -1),
				arguments("echocast.transport.allowed-origins[0]", "app.example.org"),
				arguments("echocast.limits.trusted-proxies[0]", "ingress"),
				arguments("extraConfig.echocast.drain.period", "50s"), arguments("image.digest", "latest"),
				arguments("logging.format", "json"), arguments("containerPorts.http", 80),
				arguments("podDisruptionBudget.maxUnavailable", 0), arguments("httpRoute.timeouts.request", "1d"),
				arguments("livenessProbe.path", "/"), arguments("tls.enabled", "maybe"),
				arguments("redis.url", "redis://redis:6379"), arguments("redis.password", "secret"),
				arguments("redis.urlKey", "redis://redis:6379"), arguments("redis.existingSecret", "redis://redis"),
				arguments("redis.cluster.nodes[0]", "redis"),
				arguments("redis.cluster.nodes[0]", "user:secret@redis:6379"),
				arguments("redis.egress.ports[0]", 65536), arguments("redis.readiness", "yes"));
	}

	@Test
	void allowsALongDrainInALongGracePeriod() {
		assertThatNoException().isThrownBy(() -> Chart.render("default",
				Map.of("echocast.drain.period", "10m", "terminationGracePeriodSeconds", 611)));
	}

}
