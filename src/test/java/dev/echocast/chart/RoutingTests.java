package dev.echocast.chart;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicySpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ways in, and what is kept out.
 */
class RoutingTests {

	@Test
	void namesThePortAndItsProtocol() {
		assertThat(port(Chart.render("default"), "demo-echocast")).isEqualTo(port("http", 80, "kubernetes.io/ws"));
		assertThat(port(Chart.render("tls"), "demo-echocast")).isEqualTo(port("http", 443, "kubernetes.io/wss"));
		assertThat(port(Chart.render("default", Map.of("service.appProtocol", "HTTP")), "demo-echocast"))
			.isEqualTo(port("http", 80, "HTTP"));
	}

	@Test
	void keepsTheManagementPortOffThePublicService() {
		Manifests manifests = Chart.render("tls");
		assertThat(manifests.named(Service.class, "demo-echocast").getSpec().getType()).isEqualTo("LoadBalancer");
		Service management = manifests.named(Service.class, "demo-echocast-management");
		assertThat(management.getSpec().getClusterIP()).isEqualTo("None");
		assertThat(port(manifests, "demo-echocast-management")).isEqualTo(port("management", 8081, "http"));
	}

	@Test
	void selectsThePodsOfTheDeployment() {
		Manifests manifests = Chart.render("hardened");
		Map<String, String> labels = manifests.the(Deployment.class).getSpec().getTemplate().getMetadata().getLabels();
		assertThat(manifests.all(Service.class)).hasSize(2)
			.allSatisfy(service -> assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector()));
		assertThat(labels)
			.containsAllEntriesOf(manifests.the(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels());
	}

	@Test
	void letsIdleSessionsLiveBehindAnyIngressController() {
		Ingress ingress = Chart.render("tls").the(Ingress.class);
		assertThat(ingress.getMetadata().getAnnotations())
			.containsEntry("nginx.ingress.kubernetes.io/proxy-read-timeout", "3600")
			.containsEntry("nginx.ingress.kubernetes.io/proxy-send-timeout", "3600")
			.containsEntry("nginx.ingress.kubernetes.io/backend-protocol", "HTTPS")
			.containsEntry("nginx.org/websocket-services", "demo-echocast")
			.containsEntry("haproxy.org/timeout-tunnel", "3600s");
		assertThat(ingress.getSpec().getIngressClassName()).isEqualTo("nginx");
		assertThat(ingress.getSpec().getTls().get(0).getSecretName()).isEqualTo("echo-example-org");
		assertThat(ingress.getSpec().getRules().get(0).getHost()).isEqualTo("echo.example.org");
	}

	@Test
	void routesAnyHostWhenNoneIsGiven() {
		Ingress ingress = Chart.render("autoscaled").the(Ingress.class);
		assertThat(ingress.getMetadata().getAnnotations())
			.containsEntry("nginx.ingress.kubernetes.io/proxy-read-timeout", "600")
			.doesNotContainKey("nginx.ingress.kubernetes.io/backend-protocol");
		assertThat(ingress.getSpec().getRules()).singleElement().satisfies(rule -> {
			assertThat(rule.getHost()).isNull();
			IngressServiceBackend backend = rule.getHttp().getPaths().get(0).getBackend().getService();
			assertThat(backend.getName()).isEqualTo("demo-echocast");
			assertThat(backend.getPort().getName()).isEqualTo("http");
		});
	}

	@Test
	void routesThroughAGatewayWithoutARequestTimeout() {
		HTTPRoute route = Chart.render("gateway").the(HTTPRoute.class);
		assertThat(route.getSpec().getParentRefs().get(0).getName()).isEqualTo("public");
		assertThat(route.getSpec().getHostnames()).containsExactly("echo.example.org");
		HTTPRouteRule rule = route.getSpec().getRules().get(0);
		assertThat(rule.getTimeouts().getRequest()).isEqualTo("0s");
		assertThat(rule.getTimeouts().getBackendRequest()).isEqualTo("0s");
		assertThat(rule.getBackendRefs().get(0).getName()).isEqualTo("echo");
		assertThat(rule.getBackendRefs().get(0).getPort()).isEqualTo(80);
	}

	@Test
	void hasTheGatewaySpeakTlsToAPodThatDoes() {
		BackendTLSPolicySpec policy = Chart.render("gateway").the(BackendTLSPolicy.class).getSpec();
		assertThat(policy.getTargetRefs().get(0).getName()).isEqualTo("echo");
		assertThat(policy.getValidation().getHostname()).isEqualTo("echo.internal.example.org");
		assertThat(policy.getValidation().getCaCertificateRefs().get(0).getName()).isEqualTo("internal-authority");
		assertThat(Chart.render("gateway", Map.of("tls.enabled", false)).all(BackendTLSPolicy.class)).isEmpty();
	}

	@Test
	void deniesWhatIsNotNeeded() {
		NetworkPolicySpec policy = Chart.render("default", Map.of("networkPolicy.enabled", true))
			.the(NetworkPolicy.class)
			.getSpec();
		assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
		assertThat(policy.getEgress()).isEmpty();
		assertThat(policy.getIngress()).extracting(RoutingTests::portName).containsExactly("http", "management");
		assertThat(policy.getIngress().get(0).getFrom()).isEmpty();
		assertThat(policy.getIngress().get(1).getFrom()).singleElement()
			.extracting(peer -> peer.getNamespaceSelector().getMatchLabels())
			.isEqualTo(Map.of("kubernetes.io/metadata.name", "monitoring"));
	}

	@Test
	void letsTheTestInWhereClientsAreNamed() {
		NetworkPolicySpec policy = Chart.render("hardened").the(NetworkPolicy.class).getSpec();
		assertThat(policy.getIngress().get(0).getFrom()).hasSize(2)
			.anySatisfy(peer -> assertThat(peer.getPodSelector()).isNotNull()
				.satisfies(pods -> assertThat(pods.getMatchLabels()).containsEntry("app.kubernetes.io/component",
						"test")));
	}

	private static List<Object> port(Manifests manifests, String service) {
		List<ServicePort> ports = manifests.named(Service.class, service).getSpec().getPorts();
		assertThat(ports).singleElement()
			.satisfies(port -> assertThat(port.getTargetPort().getStrVal()).isEqualTo(port.getName()));
		return port(ports.get(0).getName(), ports.get(0).getPort(), ports.get(0).getAppProtocol());
	}

	private static List<Object> port(String name, int number, String protocol) {
		return List.of(name, number, protocol);
	}

	private static String portName(NetworkPolicyIngressRule rule) {
		return rule.getPorts().get(0).getPort().getStrVal();
	}

}
