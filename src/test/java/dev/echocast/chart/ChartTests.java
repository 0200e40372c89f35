package dev.echocast.chart;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every object of every deployment.
 */
class ChartTests {

	@Test
	void passesStrictLint() {
		LintResult result = Chart.helm().lint().strict().call();
		assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("dev.echocast.chart.Chart#deployments")
	void rendersWhatTheApiAccepts(String deployment, @TempDir Path directory) {
		List<HasMetadata> objects = Chart.renderWithHooks(deployment, directory).objects();
		assertThat(objects).extracting(object -> object.getKind() + " " + object.getMetadata().getName())
			.doesNotHaveDuplicates()
			.contains("Pod " + name(deployment) + "-test");
		assertThat(objects).allSatisfy(object -> assertThat(object.getMetadata().getLabels())
			.containsEntry("app.kubernetes.io/name", "echocast")
			.containsEntry("app.kubernetes.io/instance", Chart.RELEASE)
			.containsEntry("app.kubernetes.io/managed-by", "Helm")
			.containsKeys("app.kubernetes.io/version", "app.kubernetes.io/component", "helm.sh/chart"));
	}

	@ParameterizedTest
	@MethodSource("dev.echocast.chart.Chart#deployments")
	void runsEveryPodUnderTheRestrictedStandard(String deployment, @TempDir Path directory) {
		Manifests manifests = Chart.renderWithHooks(deployment, directory);
		Stream<PodSpec> pods = Stream.concat(manifests.all(Pod.class).stream().map(Pod::getSpec),
				manifests.all(Deployment.class).stream().map(object -> object.getSpec().getTemplate().getSpec()));
		assertThat(pods).hasSize(2).allSatisfy(ChartTests::isRestricted);
	}

	@ParameterizedTest
	@MethodSource("dev.echocast.chart.Chart#deployments")
	void mountsNoTokenOfTheKubernetesApi(String deployment) {
		assertThat(Chart.render(deployment).the(ServiceAccount.class).getAutomountServiceAccountToken()).isFalse();
	}

	@Test
	void keepsNamesWithinWhatDnsAllows() {
		Manifests manifests = Chart.render("hardened", Map.of("fullnameOverride", "a".repeat(80)));
		assertThat(manifests.objects())
			.allSatisfy(object -> assertThat(object.getMetadata().getName()).hasSizeLessThanOrEqualTo(63));
	}

	@Test
	void usesAnAccountThatExistsAlready() {
		Manifests manifests = Chart.render("default",
				Map.of("serviceAccount.create", false, "serviceAccount.name", "shared"));
		assertThat(manifests.all(ServiceAccount.class)).isEmpty();
		assertThat(manifests.the(Deployment.class).getSpec().getTemplate().getSpec().getServiceAccountName())
			.isEqualTo("shared");
	}

	@Test
	void provesItselfWithAnEchoThroughTheService(@TempDir Path directory) {
		Container echo = Chart.renderWithHooks("default", directory).the(Pod.class).getSpec().getContainers().get(0);
		assertThat(echo.getImage()).isEqualTo("echocast:1.0.0");
		assertThat(echo.getArgs()).startsWith("client", "ws://demo-echocast:80/ws/echo");
	}

	@Test
	void provesItselfOverTls(@TempDir Path directory) {
		Container echo = Chart.renderWithHooks("tls", directory).the(Pod.class).getSpec().getContainers().get(0);
		assertThat(echo.getArgs()).startsWith("client", "wss://demo-echocast:443/ws/echo").contains("--insecure");
	}

	@Test
	void tellsWhichAddressToTry() {
		assertThat(Chart.notes("default")).contains("port-forward service/demo-echocast 8080:80",
				"ws://localhost:8080/ws/echo");
		assertThat(Chart.notes("tls")).contains("wss://echo.example.org/ws/echo",
				"wss://demo-echocast.web.svc:443/ws/echo");
		assertThat(Chart.notes("gateway")).contains("wss://echo.example.org/ws/echo");
		assertThat(Chart.notes("autoscaled")).contains("echocast_sessions_active");
	}

	private static String name(String deployment) {
		return deployment.equals("gateway") ? "echo" : "demo-echocast";
	}

	private static void isRestricted(PodSpec pod) {
		assertThat(pod.getAutomountServiceAccountToken()).isFalse();
		assertThat(pod.getEnableServiceLinks()).isFalse();
		assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
		assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
		assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
		assertThat(pod.getContainers()).hasSize(1).allSatisfy(container -> {
			assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
			assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
			assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
			assertThat(container.getResources().getLimits()).containsKey("memory");
		});
	}

}
