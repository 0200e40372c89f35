package dev.echocast.chart;

import java.util.Map;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many pods there are, and how few there may be.
 */
class ScalingTests {

	@Test
	void leavesTheNumberOfPodsToTheAutoscaler() {
		assertThat(Chart.render("autoscaled").the(Deployment.class).getSpec().getReplicas()).isNull();
		assertThat(Chart.render("default").all(HorizontalPodAutoscaler.class)).isEmpty();
	}

	@Test
	void scalesOnOpenSessionsAndOnTheCpu() {
		HorizontalPodAutoscalerSpec scaler = scaler(Map.of());
		assertThat(scaler.getScaleTargetRef().getName()).isEqualTo("demo-echocast");
		assertThat(scaler.getMinReplicas()).isEqualTo(3);
		assertThat(scaler.getMaxReplicas()).isEqualTo(30);
		assertThat(scaler.getMetrics()).extracting(MetricSpec::getType).containsExactly("Pods", "Resource");
		assertThat(scaler.getMetrics().get(0).getPods().getMetric().getName()).isEqualTo("echocast_sessions_active");
		assertThat(scaler.getMetrics().get(0).getPods().getTarget().getAverageValue().getAmount()).isEqualTo("10000");
		assertThat(scaler.getMetrics().get(1).getResource().getTarget().getAverageUtilization()).isEqualTo(60);
	}

	@Test
	void writesLargeNumbersOut() {
		assertThat(scaler(Map.of("autoscaling.targetSessions", 2000000)).getMetrics()
			.get(0)
			.getPods()
			.getTarget()
			.getAverageValue()
			.getAmount()).isEqualTo("2000000");
	}

	@Test
	void scalesDownSlowly() {
		HorizontalPodAutoscalerSpec scaler = scaler(Map.of("autoscaling.targetSessions", 0));
		assertThat(scaler.getMetrics()).extracting(MetricSpec::getType).containsExactly("Resource");
		assertThat(scaler.getBehavior().getScaleDown().getStabilizationWindowSeconds()).isEqualTo(600);
		assertThat(scaler.getBehavior().getScaleDown().getPolicies()).singleElement().satisfies(policy -> {
			assertThat(policy.getType()).isEqualTo("Pods");
			assertThat(policy.getValue()).isEqualTo(1);
			assertThat(policy.getPeriodSeconds()).isEqualTo(300);
		});
	}

	@Test
	void guardsAgainstDisruptionOnlyWhereASecondPodRemains() {
		assertThat(Chart.render("default").all(PodDisruptionBudget.class)).isEmpty();
		assertThat(Chart.render("autoscaled", Map.of("autoscaling.minReplicas", 1)).all(PodDisruptionBudget.class))
			.isEmpty();
		assertThat(
				Chart.render("hardened", Map.of("podDisruptionBudget.enabled", false)).all(PodDisruptionBudget.class))
			.isEmpty();
		PodDisruptionBudget budget = Chart.render("hardened").the(PodDisruptionBudget.class);
		assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
		assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
		assertThat(Chart.render("autoscaled").all(PodDisruptionBudget.class)).hasSize(1);
	}

	private static HorizontalPodAutoscalerSpec scaler(Map<String, ?> replaced) {
		return Chart.render("autoscaled", replaced).the(HorizontalPodAutoscaler.class).getSpec();
	}

}
