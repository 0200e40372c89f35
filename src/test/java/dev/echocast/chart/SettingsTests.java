package dev.echocast.chart;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The settings in the rendered file are the service's own, and so are their defaults.
 */
class SettingsTests {

	@ParameterizedTest
	@MethodSource("dev.echocast.chart.Chart#deployments")
	void areAllKnownToTheService(String deployment) {
		Map<Object, Object> settings = settings(deployment);
		Set<String> unknown = new TreeSet<>();
		settings.keySet().forEach(name -> unknown.add(name.toString().replaceAll("\\[\\d+]$", "")));
		BoundNames bound = new BoundNames();
		types().forEach(type -> bind(type, settings, bound));
		unknown.removeAll(bound.names);
		assertThat(unknown).isEmpty();
	}

	@Test
	void haveTheDefaultsOfTheService() {
		assertThat(types()).isNotEmpty()
			.allSatisfy(type -> assertThat(bind(type, settings("default"), BindHandler.DEFAULT))
				.isEqualTo(bind(type, Map.of(), BindHandler.DEFAULT)));
	}

	private static Map<Object, Object> settings(String deployment) {
		ConfigMap settings = Chart.render(deployment, Map.of("fullnameOverride", "settings"))
			.named(ConfigMap.class, "settings");
		YamlPropertiesFactoryBean properties = new YamlPropertiesFactoryBean();
		properties.setResources(new ByteArrayResource(settings.getData().get("application.yaml").getBytes()));
		Map<Object, Object> all = new HashMap<>(properties.getObject());
		all.keySet().removeIf(name -> !name.toString().startsWith("echocast."));
		return all;
	}

	private static List<Class<?>> types() {
		var scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		List<Class<?>> types = new ArrayList<>();
		scanner.findCandidateComponents("dev.echocast")
			.forEach(found -> types.add(ClassUtils.resolveClassName(found.getBeanClassName(), null)));
		return types;
	}

	private static Object bind(Class<?> type, Map<?, ?> settings, BindHandler handler) {
		String prefix = AnnotationUtils.getAnnotation(type, ConfigurationProperties.class).value();
		Binder binder = new Binder(new MapConfigurationPropertySource(settings));
		return binder.bindOrCreate(prefix, Bindable.of(type), handler);
	}

	private static final class BoundNames implements BindHandler {

		private final Set<String> names = new TreeSet<>();

		@Override
		public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Object result) {
			this.names.add(name.toString());
			return result;
		}

	}

}
