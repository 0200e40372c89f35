package dev.echocast.chart;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The yardstick is strict itself.
 */
class ManifestsTests {

	@ParameterizedTest
	@ValueSource(strings = { "{apiVersion: v1, kind: Service, spec: {prots: []}}",
			"{apiVersion: v1, kind: Service, spec: {ports: [{port: 1, appProtocoll: http}]}}",
			"{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{lifecycle: {preStop: {nap: {}}}}]}}}}",
			"{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {ingress: [{form: []}]}}",
			"{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {maxUnavailble: 1}}",
			"{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {metrics: [{pods: {metrics: {}}}]}}",
			"{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, spec: {rules: [{timeout: {}}]}}",
			"{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, spec: {endpoints: [{intervall: 1s}]}}",
			"{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, spec: {groups: [{rules: [{alter: x}]}]}}" })
	void refusesAFieldTheApiDoesNotKnow(String manifest) {
		assertThatIllegalArgumentException().isThrownBy(() -> Manifests.parse(manifest))
			.withMessageContaining("Unrecognized field");
	}

	@Test
	void refusesAKeyThatOccursTwice() {
		assertThatThrownBy(() -> Manifests.parse("{apiVersion: v1, kind: Pod, kind: Pod}"))
			.hasMessageContaining("duplicate key");
	}

	@Test
	void refusesAKindTheChartHasNoBusinessWith() {
		assertThatThrownBy(() -> Manifests.parse("{apiVersion: v1, kind: Secret}"))
			.hasMessage("Unexpected kind: v1 Secret");
	}

	@Test
	void skipsEmptyDocuments() {
		assertThat(Manifests.parse("---\n---\n{apiVersion: v1, kind: Pod}\n").objects()).hasSize(1);
	}

}
