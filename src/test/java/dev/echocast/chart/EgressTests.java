package dev.echocast.chart;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the pods may reach: Redis, the name service that finds it, and what was added.
 */
class EgressTests {

	private static final List<String> DNS = List.of("UDP 53", "TCP 53");

	@Test
	void isClosedWithoutRedis() {
		assertThat(egress("default", Map.of("networkPolicy.enabled", true))).isEmpty();
	}

	@Test
	void leadsToRedisAndTheNameServiceAlone() {
		List<NetworkPolicyEgressRule> rules = egress("hardened", Map.of());
		assertThat(rules).extracting(EgressTests::ports).containsExactly(List.of("TCP 6379"), DNS);
		assertThat(rules.get(0).getTo()).singleElement()
			.satisfies(peer -> assertThat(peer.getPodSelector().getMatchLabels()).isEqualTo(Map.of("app", "redis")));
		assertThat(rules.get(1).getTo()).singleElement().satisfies(peer -> {
			assertThat(peer.getNamespaceSelector().getMatchLabels())
				.isEqualTo(Map.of("kubernetes.io/metadata.name", "kube-system"));
			assertThat(peer.getPodSelector().getMatchLabels()).isEqualTo(Map.of("k8s-app", "kube-dns"));
		});
	}

	@Test
	void leadsToAnAddressAndToWhatWasAdded() {
		List<NetworkPolicyEgressRule> rules = egress("redis", Map.of());
		assertThat(rules).extracting(EgressTests::ports).containsExactly(List.of("TCP 6380"), DNS, List.of("TCP 3128"));
		assertThat(rules.get(0).getTo()).singleElement()
			.satisfies(peer -> assertThat(peer.getIpBlock().getCidr()).isEqualTo("10.20.0.0/24"));
	}

	@Test
	void leadsToThePortsOfSentinelsAndClusterNodesToo() {
		assertThat(egress("redis-sentinel", Map.of())).extracting(EgressTests::ports)
			.containsExactly(List.of("TCP 6379", "TCP 26379"), DNS);
		assertThat(egress("redis-cluster", Map.of("networkPolicy.enabled", true))).extracting(EgressTests::ports)
			.containsExactly(List.of("TCP 6379", "TCP 7000"), DNS);
	}

	@Test
	void leadsAnywhereButAtThePortsAloneWhereNoPeerIsNamed() {
		assertThat(egress("redis-sentinel", Map.of("networkPolicy.dns", "null"))).hasSize(2)
			.allSatisfy(rule -> assertThat(rule.getTo()).isEmpty());
	}

	private static List<NetworkPolicyEgressRule> egress(String deployment, Map<String, ?> replaced) {
		return Chart.render(deployment, replaced).the(NetworkPolicy.class).getSpec().getEgress();
	}

	private static List<String> ports(NetworkPolicyEgressRule rule) {
		return rule.getPorts().stream().map(port -> port.getProtocol() + " " + port.getPort().getIntVal()).toList();
	}

}
