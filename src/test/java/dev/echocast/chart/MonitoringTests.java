package dev.echocast.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is watched, and what wakes somebody up.
 */
class MonitoringTests {

	@Test
	void scrapesTheManagementService() {
		Manifests manifests = Chart.render("hardened");
		ServiceMonitor monitor = manifests.the(ServiceMonitor.class);
		assertThat(monitor.getMetadata().getLabels()).containsEntry("release", "prometheus");
		assertThat(manifests.named(Service.class, "demo-echocast-management").getMetadata().getLabels())
			.containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
		assertThat(manifests.named(Service.class, "demo-echocast").getMetadata().getLabels())
			.doesNotContainEntry("app.kubernetes.io/component", "management");
		assertThat(monitor.getSpec().getEndpoints()).singleElement().satisfies(endpoint -> {
			assertThat(endpoint.getPort().toString()).isEqualTo("management");
			assertThat(endpoint.getPath()).isEqualTo("/actuator/prometheus");
			assertThat(endpoint.getInterval()).isEqualTo("30s");
		});
	}

	@Test
	void alertsOnThisReleaseAlone() {
		assertThat(alerts("hardened")).isNotEmpty().allSatisfy(alert -> {
			assertThat(alert.getExpr().getStrVal()).contains("namespace=\"web\", job=\"demo-echocast-management\"");
			assertThat(alert.getLabels()).containsEntry("team", "realtime")
				.hasEntrySatisfying("severity", severity -> assertThat(severity).isIn("warning", "critical"));
			assertThat(alert.getFor()).isNotBlank();
			assertThat(alert.getAnnotations()).containsKeys("summary", "description");
		});
		assertThat(alerts("hardened")).extracting(Rule::getAlert).doesNotHaveDuplicates();
	}

	@Test
	void tellsTheOperatorWhatToDo() throws IOException {
		String manual = Files.readString(Path.of("src", "docs", "operations.md"));
		assertThat(alerts("hardened"))
			.allSatisfy(alert -> assertThat(manual).contains("| `" + alert.getAlert() + "` |"));
	}

	@Test
	void knowsTheSessionLimitOnlyWhereThereIsOne() {
		Map<String, ?> withoutLimit = Map.of("echocast.limits.max-sessions", 0);
		assertThat(alerts(Chart.render("hardened", withoutLimit))).extracting(Rule::getAlert)
			.doesNotContain("EchocastNearlyFull");
		assertThat(alerts("hardened")).filteredOn(alert -> alert.getAlert().equals("EchocastNearlyFull"))
			.singleElement()
			.satisfies(alert -> assertThat(alert.getExpr().getStrVal()).endsWith("> 0.9 * 1000000"));
	}

	@Test
	void watchesRedisOnlyWhereThereIsOne() {
		Map<String, ?> alone = Map.of("redis.enabled", false, "allowSeparateNodes", true);
		assertThat(alerts(Chart.render("hardened", alone))).extracting(Rule::getAlert)
			.noneMatch(alert -> alert.startsWith("EchocastEngine"));
		assertThat(alerts("hardened")).filteredOn(alert -> alert.getAlert().equals("EchocastEngineDown"))
			.singleElement()
			.satisfies(alert -> assertThat(alert.getExpr().getStrVal()).startsWith("echocast_engine_up{")
				.endsWith("} == 0"));
	}

	@Test
	void takesNoCodeOfAPeersForTheServers() {
		assertThat(alerts("hardened")).filteredOn(alert -> alert.getExpr().getStrVal().contains("code=\""))
			.hasSize(2)
			.allSatisfy(alert -> {
				String expression = alert.getExpr().getStrVal();
				assertThat(expression.split("code=")).hasSameSizeAs(expression.split("by=\"server\""));
			});
	}

	@Test
	void offersTheDashboardToGrafana() throws IOException {
		ConfigMap dashboard = Chart.render("hardened").named(ConfigMap.class, "demo-echocast-dashboard");
		assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
		JsonNode panels = new ObjectMapper().readTree(dashboard.getData().get("demo-echocast.json")).get("panels");
		Set<Integer> ids = new HashSet<>();
		assertThat(panels).isNotEmpty().allSatisfy(panel -> {
			assertThat(ids.add(panel.get("id").asInt())).isTrue();
			assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
			assertThat(panel.get("targets")).isNotEmpty()
				.allSatisfy(target -> assertThat(target.get("expr").asText()).contains("namespace=~\"$namespace\""));
		});
	}

	@Test
	void watchesNothingUnasked() {
		Manifests manifests = Chart.render("default");
		assertThat(manifests.all(ServiceMonitor.class)).isEmpty();
		assertThat(manifests.all(PrometheusRule.class)).isEmpty();
		assertThat(manifests.all(ConfigMap.class)).hasSize(1);
	}

	private static List<Rule> alerts(String deployment) {
		return alerts(Chart.render(deployment));
	}

	private static List<Rule> alerts(Manifests manifests) {
		return manifests.the(PrometheusRule.class).getSpec().getGroups().get(0).getRules();
	}

}
