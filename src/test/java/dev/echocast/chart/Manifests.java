package dev.echocast.chart;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Rendered objects, read strictly: a field the Kubernetes API does not know, a key that
 * occurs twice and a kind that is not listed here are failures.
 */
record Manifests(List<HasMetadata> objects) {

	private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
			Map.entry("apps/v1 Deployment", Deployment.class),
			Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
			Map.entry("gateway.networking.k8s.io/v1 BackendTLSPolicy", BackendTLSPolicy.class),
			Map.entry("gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class),
			Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
			Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
			Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
			Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
			Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
			Map.entry("v1 ConfigMap", ConfigMap.class), Map.entry("v1 Pod", Pod.class),
			Map.entry("v1 Service", Service.class), Map.entry("v1 ServiceAccount", ServiceAccount.class));

	private static final ObjectMapper MAPPER = JsonMapper.builder()
		.annotationIntrospector(new KnownPropertiesOnly())
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	static Manifests parse(String yaml) {
		return new Manifests(documents(yaml).map(Manifests::typed).toList());
	}

	/**
	 * The one YAML document in a text, such as the settings in a ConfigMap.
	 */
	@SuppressWarnings("unchecked")
	static Map<String, Object> document(String yaml) {
		return (Map<String, Object>) documents(yaml).findFirst().orElseThrow();
	}

	<T extends HasMetadata> List<T> all(Class<T> type) {
		return this.objects.stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * The only object of its kind.
	 */
	<T extends HasMetadata> T the(Class<T> type) {
		List<T> all = all(type);
		if (all.size() != 1) {
			throw new AssertionError("%d objects of %s".formatted(all.size(), type.getSimpleName()));
		}
		return all.get(0);
	}

	<T extends HasMetadata> T named(Class<T> type, String name) {
		return all(type).stream()
			.filter(object -> object.getMetadata().getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static Stream<Object> documents(String yaml) {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		return StreamSupport.stream(new Yaml(options).loadAll(yaml).spliterator(), false).filter(Objects::nonNull);
	}

	private static HasMetadata typed(Object document) {
		Map<?, ?> fields = (Map<?, ?>) document;
		String kind = fields.get("apiVersion") + " " + fields.get("kind");
		Class<? extends HasMetadata> type = KINDS.get(kind);
		if (type == null) {
			throw new AssertionError("Unexpected kind: " + kind);
		}
		return MAPPER.convertValue(fields, type);
	}

	/**
	 * The models collect what they do not know in a map; without that map it is an error.
	 */
	private static final class KnownPropertiesOnly extends JacksonAnnotationIntrospector {

		private static final long serialVersionUID = 1L;

		@Override
		public Boolean hasAnySetter(Annotated annotated) {
			return false;
		}

	}

}
