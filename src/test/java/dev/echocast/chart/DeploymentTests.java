package dev.echocast.chart;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The pods, and how one version follows another.
 */
class DeploymentTests {

	@Test
	void replacesAPodOnlyWhenItsSuccessorIsAvailable() {
		DeploymentSpec spec = spec(Chart.render("default"));
		assertThat(spec.getReplicas()).isEqualTo(1);
		assertThat(spec.getMinReadySeconds()).isEqualTo(10);
		assertThat(spec.getStrategy().getType()).isEqualTo("RollingUpdate");
		assertThat(spec.getStrategy().getRollingUpdate().getMaxSurge().getIntVal()).isEqualTo(1);
		assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal()).isZero();
	}

	@Test
	void asksTheManagementPortHowThePodIs() {
		Container container = container(Chart.render("default"));
		assertThat(container.getPorts()).extracting(ContainerPort::getName, ContainerPort::getContainerPort)
			.containsExactly(tuple("http", 8080), tuple("management", 8081));
		asks(container.getStartupProbe(), "/actuator/health/liveness");
		asks(container.getLivenessProbe(), "/actuator/health/liveness");
		asks(container.getReadinessProbe(), "/actuator/health/readiness");
	}

	@Test
	void losesReadinessLongBeforeLife() {
		Container container = container(Chart.render("default"));
		assertThat(patience(container.getReadinessProbe())).isLessThanOrEqualTo(10);
		assertThat(patience(container.getLivenessProbe())).isGreaterThanOrEqualTo(60);
		assertThat(patience(container.getStartupProbe())).isEqualTo(60);
		assertThat(container.getStartupProbe().getPeriodSeconds()).isEqualTo(1);
	}

	@Test
	void waitsForEndpointsBeforeItDrains() {
		PodSpec pod = pod(Chart.render("default")).getSpec();
		assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(30);
		assertThat(pod.getContainers().get(0).getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(5);
		assertThat(container(Chart.render("default", Map.of("preStopSeconds", 0))).getLifecycle()).isNull();
	}

	@Test
	void spreadsOverNodesAndZonesByRevision() {
		assertThat(pod(Chart.render("default")).getSpec().getTopologySpreadConstraints())
			.extracting(TopologySpreadConstraint::getTopologyKey, TopologySpreadConstraint::getWhenUnsatisfiable,
					TopologySpreadConstraint::getMatchLabelKeys)
			.containsExactly(tuple("kubernetes.io/hostname", "ScheduleAnyway", List.of("pod-template-hash")),
					tuple("topology.kubernetes.io/zone", "ScheduleAnyway", List.of("pod-template-hash")));
		assertThat(pod(Chart.render("hardened")).getSpec().getTopologySpreadConstraints()).singleElement()
			.extracting(TopologySpreadConstraint::getWhenUnsatisfiable)
			.isEqualTo("DoNotSchedule");
	}

	@Test
	void countsProcessorsForTheJvmOnlyWithoutALimit() {
		assertThat(container(Chart.render("default")).getEnv())
			.contains(new EnvVar("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=2", null));
		assertThat(container(Chart.render("default", Map.of("jvm.options", "-Xmx300m"))).getEnv())
			.contains(new EnvVar("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=2 -Xmx300m", null));
		assertThat(container(Chart.render("autoscaled")).getEnv()).extracting(EnvVar::getName)
			.doesNotContain("JAVA_TOOL_OPTIONS");
	}

	@Test
	void writesTheSettingsUnderTheirOwnNames() {
		Map<String, Object> settings = settings(Chart.render("hardened"));
		assertThat(settings).extractingByKey("echocast")
			.extracting("limits.max-sessions", "drain.period", "transport.allowed-origins")
			.containsExactly(1000000, "30s", List.of("https://app.example.org"));
		assertThat(settings).extractingByKey("server")
			.extracting("port", "max-http-request-header-size")
			.containsExactly(8080, "8KB");
		assertThat(settings).extractingByKey("logging").extracting("structured.format.console").isEqualTo("ecs");
		assertThat(settings).extractingByKey("spring")
			.extracting("lifecycle.timeout-per-shutdown-phase")
			.isEqualTo("20000ms");
		assertThat(settings).extractingByKey("management")
			.extracting("server.port", "endpoints.web.exposure.include")
			.containsExactly(8081, List.of("health", "info", "prometheus"));
	}

	@Test
	void rollsThePodsWhenASettingChanges() {
		assertThat(checksum(Map.of("echocast.drain.period", "6s"))).isNotEqualTo(checksum(Map.of()));
		assertThat(checksum(Map.of("podDisruptionBudget.enabled", false))).isEqualTo(checksum(Map.of()));
	}

	@Test
	void readsRotatedCertificatesFromTheWholeSecret() {
		Manifests manifests = Chart.render("tls");
		assertThat(pod(manifests).getSpec().getVolumes()).filteredOn(volume -> volume.getSecret() != null)
			.singleElement()
			.extracting(volume -> volume.getSecret().getSecretName())
			.isEqualTo("echo-example-org");
		assertThat(container(manifests).getVolumeMounts()).filteredOn(mount -> mount.getName().equals("tls"))
			.singleElement()
			.satisfies(mount -> assertThat(mount.getSubPath()).isNull());
		assertThat(settings(manifests)).extractingByKey("server").extracting("ssl.bundle").isEqualTo("echocast");
		assertThat(settings(manifests)).extractingByKey("spring")
			.extracting("ssl.bundle.pem.echocast.reload-on-update", "ssl.bundle.pem.echocast.keystore.certificate")
			.containsExactly(true, "file:/etc/echocast/tls/tls.crt");
	}

	@Test
	void passesOnWhatOnlyTheClusterKnows() {
		PodTemplateSpec pod = pod(Chart.render("hardened"));
		Container container = pod.getSpec().getContainers().get(0);
		assertThat(container.getImage()).startsWith("echocast@sha256:");
		assertThat(container.getEnv()).contains(new EnvVar("TZ", "UTC", null));
		assertThat(container.getEnvFrom()).hasSize(1);
		assertThat(container.getVolumeMounts()).extracting(VolumeMount::getName).contains("authorities", "tmp");
		assertThat(pod.getSpec().getVolumes()).extracting(Volume::getName).contains("authorities", "tmp");
		assertThat(pod.getMetadata().getAnnotations()).containsEntry("example.org/reviewed", "yes");
		assertThat(pod.getMetadata().getLabels()).containsEntry("example.org/tier", "edge");
		assertThat(pod.getSpec().getPriorityClassName()).isEqualTo("high");
		assertThat(pod.getSpec().getNodeSelector()).containsEntry("kubernetes.io/arch", "amd64");
		assertThat(pod.getSpec().getTolerations()).hasSize(1);
		assertThat(pod.getSpec().getAffinity().getPodAntiAffinity()).isNotNull();
		assertThat(pod.getSpec().getImagePullSecrets()).hasSize(1);
	}

	private static void asks(Probe probe, String path) {
		assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
		assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
	}

	private static int patience(Probe probe) {
		return probe.getPeriodSeconds() * probe.getFailureThreshold();
	}

	private static DeploymentSpec spec(Manifests manifests) {
		return manifests.the(Deployment.class).getSpec();
	}

	private static PodTemplateSpec pod(Manifests manifests) {
		return spec(manifests).getTemplate();
	}

	private static Container container(Manifests manifests) {
		return pod(manifests).getSpec().getContainers().get(0);
	}

	private static Map<String, Object> settings(Manifests manifests) {
		ConfigMap settings = manifests.named(ConfigMap.class, "demo-echocast");
		return Manifests.document(settings.getData().get("application.yaml"));
	}

	private static String checksum(Map<String, ?> replaced) {
		return pod(Chart.render("default", replaced)).getMetadata().getAnnotations().get("checksum/config");
	}

}
