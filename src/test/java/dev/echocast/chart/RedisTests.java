package dev.echocast.chart;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * How the pods find Redis, and what they show of it.
 */
class RedisTests {

	@Test
	void isNotThereUnlessAskedFor() {
		Manifests manifests = Chart.render("default");
		assertThat(variables(manifests)).containsOnlyKeys("SPRING_CONFIG_ADDITIONAL_LOCATION", "JAVA_TOOL_OPTIONS");
		assertThat(settings(manifests)).doesNotContain("redis");
		assertThat(pod(manifests).getVolumes()).extracting(Volume::getName).containsExactly("config", "tmp");
	}

	@Test
	void takesTheUrlFromTheSecret() {
		Map<String, String> variables = variables(Chart.render("hardened"));
		assertThat(variables).containsEntry("ECHOCAST_ENGINE_TYPE", "redis")
			.containsEntry("SPRING_DATA_REDIS_URL", "redis/url")
			.doesNotContainKeys("SPRING_DATA_REDIS_USERNAME", "SPRING_DATA_REDIS_PASSWORD");
		assertThat(settings(Chart.render("hardened"))).doesNotContain("redis");
	}

	@Test
	void findsTheMasterThroughSentinels() {
		Manifests manifests = Chart.render("redis-sentinel");
		assertThat(variables(manifests)).containsEntry("ECHOCAST_ENGINE_TYPE", "redis")
			.containsEntry("SPRING_DATA_REDIS_PASSWORD", "redis/redis-password")
			.containsEntry("SPRING_DATA_REDIS_SENTINEL_PASSWORD", "redis/sentinel-password")
			.doesNotContainKeys("SPRING_DATA_REDIS_URL", "SPRING_DATA_REDIS_USERNAME",
					"SPRING_DATA_REDIS_SENTINEL_USERNAME");
		assertThat(redis(manifests)).isEqualTo(
				Map.of("sentinel", Map.of("master", "mymaster", "nodes", List.of("redis-node-0.redis-headless:26379",
						"redis-node-1.redis-headless:26379", "redis-node-2.redis-headless:26379"))));
	}

	@Test
	void findsAClusterThroughSomeOfItsNodes() {
		Manifests manifests = Chart.render("redis-cluster");
		assertThat(variables(manifests)).containsEntry("SPRING_DATA_REDIS_USERNAME", "echocast-acl/username")
			.containsEntry("SPRING_DATA_REDIS_PASSWORD", "echocast-acl/password")
			.doesNotContainKey("SPRING_DATA_REDIS_URL");
		assertThat(redis(manifests)).isEqualTo(Map.of("cluster",
				Map.of("nodes", List.of("redis-0.redis.data.svc:6379", "redis-1.redis.data.svc:7000")), "ssl",
				Map.of("enabled", true, "bundle", "redis")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis", "redis-cluster" })
	void trustsTheAuthorityThatIsMounted(String deployment) {
		Manifests manifests = Chart.render(deployment);
		VolumeMount mount = container(manifests).getVolumeMounts()
			.stream()
			.filter(candidate -> candidate.getName().equals("redis"))
			.findFirst()
			.orElseThrow();
		assertThat(mount.getReadOnly()).isTrue();
		assertThat(Manifests.document(settings(manifests))).extractingByKey("spring")
			.extracting("ssl.bundle.pem.redis.truststore.certificate")
			.isEqualTo("file:" + mount.getMountPath() + "/ca.crt");
	}

	@Test
	void mountsNothingButTheAuthority() {
		Volume secret = volume(Chart.render("redis"));
		assertThat(secret.getSecret().getSecretName()).isEqualTo("redis-authority");
		assertThat(secret.getSecret().getItems()).containsExactly(new KeyToPath("ca.crt", null, "ca.crt"));
		Volume configMap = volume(Chart.render("redis-cluster"));
		assertThat(configMap.getConfigMap().getName()).isEqualTo("internal-authority");
		assertThat(configMap.getConfigMap().getItems()).containsExactly(new KeyToPath("root.pem", null, "ca.crt"));
	}

	@Test
	void trustsThePublicAuthoritiesWhereNoneIsNamed() {
		Manifests manifests = Chart.render("redis", Map.of("redis.tls.caSecret", ""));
		assertThat(redis(manifests)).isEqualTo(Map.of("ssl", Map.of("enabled", true)));
		assertThat(pod(manifests).getVolumes()).extracting(Volume::getName).doesNotContain("redis");
	}

	@Test
	void keepsTheCertificateOfThePodsAsWell() {
		String settings = settings(Chart.render("redis", Map.of("tls.enabled", true, "tls.secretName", "pods")));
		assertThat(Manifests.document(settings)).extractingByKey("spring")
			.extracting("ssl.bundle.pem.echocast.keystore.certificate", "ssl.bundle.pem.redis.truststore.certificate",
					"lifecycle.timeout-per-shutdown-phase")
			.containsExactly("file:/etc/echocast/tls/tls.crt", "file:/etc/echocast/redis/ca.crt", "15000ms");
	}

	@Test
	void leavesReadinessAloneUnlessToldOtherwise() {
		assertThat(variables(Chart.render("hardened")).keySet()).noneMatch(name -> name.startsWith("MANAGEMENT_"));
		assertThat(variables(Chart.render("redis")))
			.containsEntry("MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE", "readinessState,engine")
			.containsEntry("MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_STATUS_HTTPMAPPING_DEGRADED", "503");
	}

	@Test
	void letsVariablesOfTheOperatorWin() {
		Map<String, Object> replaced = Map.of("extraEnv[0].name", "SPRING_DATA_REDIS_TIMEOUT", "extraEnv[0].value",
				"1s");
		assertThat(container(Chart.render("redis", replaced)).getEnv()).last()
			.isEqualTo(new EnvVar("SPRING_DATA_REDIS_TIMEOUT", "1s", null));
	}

	@Test
	void tellsHowThePodsAreJoined() {
		assertThat(Chart.notes("redis")).contains("members on every pod, by way of Redis",
				"kubectl -n web rollout restart deployment/demo-echocast");
		assertThat(Chart.notes("gateway")).contains("members on the same pod only");
		assertThat(Chart.notes("default")).doesNotContain("Redis", "allowSeparateNodes");
	}

	@ParameterizedTest
	@MethodSource("contradictions")
	void refuses(String deployment, Map<String, ?> replaced, String message) {
		assertThatThrownBy(() -> Chart.render(deployment, replaced)).hasMessageContaining(message);
	}

	static Stream<Arguments> contradictions() {
		String where = "redis.enabled needs redis.existingSecret with redis.urlKey, or redis.sentinel, or redis.cluster";
		String exclusive = "redis.urlKey, redis.sentinel and redis.cluster exclude each other";
		String which = "redis.existingSecret is not set: which Secret holds ";
		return Stream.of(arguments("default", Map.of("redis.enabled", true), where),
				arguments("hardened", Map.of("redis.urlKey", ""), where),
				arguments("hardened", Map.of("redis.existingSecret", ""), which + "url?"),
				arguments("redis-sentinel", Map.of("redis.existingSecret", ""),
						which + "redis-password, sentinel-password?"),
				arguments("redis-sentinel", Map.of("redis.urlKey", "url"), exclusive),
				arguments("redis-cluster", Map.of("redis.urlKey", "url"), exclusive),
				arguments("redis-sentinel", Map.of("redis.cluster.nodes[0]", "redis:6379"), exclusive),
				arguments("redis-sentinel", Map.of("redis.sentinel.master", ""),
						"redis.sentinel needs both master and nodes"),
				arguments("redis-sentinel", Map.of("redis.sentinel.nodes", "null"),
						"redis.sentinel needs both master and nodes"),
				arguments("redis-cluster", Map.of("redis.sentinel.passwordKey", "password"),
						"redis.sentinel.passwordKey need redis.sentinel.master"),
				arguments("hardened", Map.of("redis.passwordKey", "password"), "the URL of redis.urlKey holds its own"),
				arguments("redis-cluster", Map.of("redis.usernameKey", "", "redis.passwordKey", ""),
						"redis.existingSecret needs the key to read"),
				arguments("redis", Map.of("redis.tls.caConfigMap", "authority"),
						"redis.tls.caSecret and redis.tls.caConfigMap exclude each other"),
				arguments("redis", Map.of("redis.tls.enabled", false), "need redis.tls.enabled"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "url", "password", "sentinel.password" })
	void keepsSecretsOutOfTheConfigMap(String setting) {
		Map<String, ?> replaced = Map.of("extraConfig.spring.data.redis." + setting, "secret");
		assertThatThrownBy(() -> Chart.render("hardened", replaced))
			.hasMessageContaining("URL and passwords of Redis belong into redis.existingSecret");
	}

	/** Names and plain values; of a value in a Secret, its name and key. */
	private static Map<String, String> variables(Manifests manifests) {
		return container(manifests).getEnv().stream().collect(Collectors.toMap(EnvVar::getName, RedisTests::value));
	}

	private static String value(EnvVar variable) {
		if (variable.getValueFrom() == null) {
			return variable.getValue();
		}
		var reference = variable.getValueFrom().getSecretKeyRef();
		return reference.getName() + "/" + reference.getKey();
	}

	private static Object redis(Manifests manifests) {
		Map<?, ?> spring = (Map<?, ?>) Manifests.document(settings(manifests)).get("spring");
		return ((Map<?, ?>) spring.get("data")).get("redis");
	}

	private static String settings(Manifests manifests) {
		return manifests.named(ConfigMap.class, "demo-echocast").getData().get("application.yaml");
	}

	private static Volume volume(Manifests manifests) {
		return pod(manifests).getVolumes()
			.stream()
			.filter(volume -> volume.getName().equals("redis"))
			.findFirst()
			.orElseThrow();
	}

	private static Container container(Manifests manifests) {
		return pod(manifests).getContainers().get(0);
	}

	private static PodSpec pod(Manifests manifests) {
		return manifests.the(Deployment.class).getSpec().getTemplate().getSpec();
	}

}
