package dev.echocast.chart;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/**
 * Who may do what, and where the secrets of that are.
 */
class AccessTests {

	private static final Map<String, String> PUBLIC_KEY = Map.of("access.jwt.issuerUri", "",
			"access.jwt.publicKey.configMap", "signer");

	@Test
	void isOpenUnlessAskedForAndTheNotesSaySo() {
		Manifests manifests = Chart.render("default");
		assertThat(access(manifests)).containsOnlyKeys("max-token-life", "query-parameter");
		assertThat(settings(manifests)).doesNotContain("oauth2");
		assertThat(variables(manifests)).noneSatisfy((name, value) -> assertThat(name).contains("ACCESS"));
		assertThat(Chart.notes("default")).contains("WARNING: everything is open to everybody",
				"access.keys, access.jwt or access.anonymous close it", "helm -n web test demo");
		assertThat(Chart.notes("tls")).contains("The Ingress leads there from outside");
	}

	@Test
	void theNotesOfOneThatIsClosedDoNotWarn() {
		assertThat(Chart.notes("access")).doesNotContain("WARNING")
			.contains(
					"Closed: a peer may do what its key or token grants, and without one what access.anonymous grants.",
					"kubectl -n web rollout restart deployment/demo-echocast");
		assertThat(Chart.notes("access-openid")).doesNotContain("WARNING", "rollout restart")
			.contains("what its token grants", "networkPolicy.egress has to lead to it");
		assertThat(Chart.notes("access-openid", Map.of("access.anonymous", "null", "networkPolicy.enabled", false)))
			.contains("and without one nothing.")
			.doesNotContain("networkPolicy.egress");
		assertThat(Chart.notes("default", Map.of("access.anonymous[0].allow[0]", "echo")))
			.contains("Closed: a peer may do what access.anonymous grants, and nothing else.");
	}

	/** Kubernetes expands variables, and nothing in a file. */
	@Test
	void keepsPatternsAsTheyAreWritten() {
		Map<String, Object> access = access(Chart.render("access"));
		assertThat(access).extractingByKey("jwt")
			.extracting("grants")
			.isEqualTo(List.of(
					Map.of("topics", List.of("user.${user}", "user.${user}.**"), "allow",
							List.of("join", "publish", "history", "presence")),
					Map.of("topics", List.of("news.*"), "allow", List.of("join"))));
		assertThat(variables(Chart.render("access")).values()).noneMatch((value) -> value.contains("$"));
	}

	@Test
	void writesKeysByNameAndHash() {
		Map<String, Object> access = access(Chart.render("access"));
		assertThat(access).containsEntry("cookie", "__Host-echocast")
			.containsEntry("query-parameter", true)
			.containsEntry("max-token-life", "1h")
			.containsEntry("anonymous", List.of(Map.of("topics", List.of("public"), "allow", List.of("join"))));
		assertThat((List<?>) access.get("keys")).extracting("name")
			.containsExactly("newsroom", "helm-test", "operations");
		assertThat((List<?>) access.get("keys")).first().extracting("sha256").asInstanceOf(LIST).hasSize(2);
	}

	@Test
	void takesSecretsFromTheSecretAlone() {
		Manifests manifests = Chart.render("access");
		assertThat(variables(manifests)).containsEntry("ECHOCAST_ACCESS_JWT_SECRET", "echocast-access/hs256")
			.containsEntry("ECHOCAST_ACCESS_JWT_PREVIOUSSECRET", "echocast-access/hs256-previous");
		assertThat(settings(manifests)).doesNotContain("hs256");
		assertThat(variables(Chart.render("access", Map.of("access.jwt.previousSecretKey", ""))))
			.containsKey("ECHOCAST_ACCESS_JWT_SECRET")
			.doesNotContainKey("ECHOCAST_ACCESS_JWT_PREVIOUSSECRET");
	}

	@Test
	void namesTheProviderAsSpringBootDoes() {
		Manifests manifests = Chart.render("access-openid",
				Map.of("access.jwt.jwkSetUri", "https://id.example.org/keys"));
		assertThat(jwt(manifests)).isEqualTo(Map.of("issuer-uri", "https://id.example.org/realms/example",
				"jwk-set-uri", "https://id.example.org/keys", "audiences", List.of("echocast"), "jws-algorithms",
				List.of("RS256", "ES256")));
		assertThat(variables(manifests)).noneSatisfy((name, value) -> assertThat(name).contains("ACCESS"));
	}

	@Test
	void mountsNothingButThePublicKey() {
		Manifests manifests = Chart.render("access-openid", PUBLIC_KEY);
		assertThat(volume(manifests).getConfigMap().getName()).isEqualTo("signer");
		assertThat(volume(manifests).getConfigMap().getItems())
			.containsExactly(new KeyToPath("public.pem", null, "public.pem"));
		VolumeMount mount = container(manifests).getVolumeMounts()
			.stream()
			.filter((candidate) -> candidate.getName().equals("access"))
			.findFirst()
			.orElseThrow();
		assertThat(mount.getReadOnly()).isTrue();
		assertThat(jwt(manifests)).extracting("public-key-location")
			.isEqualTo("file:" + mount.getMountPath() + "/public.pem");
		Volume secret = volume(Chart.render("access-openid", Map.of("access.jwt.issuerUri", "",
				"access.jwt.publicKey.secret", "signer", "access.jwt.publicKey.key", "key.pub")));
		assertThat(secret.getSecret().getSecretName()).isEqualTo("signer");
		assertThat(secret.getSecret().getItems()).containsExactly(new KeyToPath("key.pub", null, "public.pem"));
	}

	@Test
	void provesItselfWithAKeyThatNobodySees(@TempDir Path directory) {
		Container test = Chart.renderWithHooks("access", directory).the(Pod.class).getSpec().getContainers().get(0);
		assertThat(test.getEnv()).singleElement().satisfies((variable) -> {
			assertThat(variable.getName()).isEqualTo("ECHOCAST_KEY");
			assertThat(value(variable)).isEqualTo("echocast-access/helm-test");
		});
		assertThat(test.getArgs()).noneMatch((argument) -> argument.contains("key"));
	}

	@Test
	void provesItselfWithoutAKeyWhereAnybodyMayEcho(@TempDir Path directory) {
		assertThat(Chart.renderWithHooks("access-openid", directory).the(Pod.class).getSpec().getContainers().get(0))
			.satisfies((container) -> assertThat(container.getEnv()).isEmpty());
	}

	@Test
	void hasNoTestThatCouldOnlyFail(@TempDir Path directory) {
		Map<String, ?> replaced = Map.of("access.test.existingSecret", "", "access.test.key", "");
		assertThat(Chart.renderWithHooks("access", replaced, directory).all(Pod.class)).isEmpty();
		assertThat(Chart.notes("access", replaced)).contains("there is no test without a key that allows echo")
			.doesNotContain("helm -n web test");
	}

	/** Names and plain values; of a value in a Secret, its name and key. */
	private static Map<String, String> variables(Manifests manifests) {
		return container(manifests).getEnv().stream().collect(Collectors.toMap(EnvVar::getName, AccessTests::value));
	}

	private static String value(EnvVar variable) {
		if (variable.getValueFrom() == null) {
			return variable.getValue();
		}
		var reference = variable.getValueFrom().getSecretKeyRef();
		return reference.getName() + "/" + reference.getKey();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> access(Manifests manifests) {
		Map<?, ?> echocast = (Map<?, ?>) Manifests.document(settings(manifests)).get("echocast");
		return (Map<String, Object>) echocast.get("access");
	}

	private static Object jwt(Manifests manifests) {
		Map<String, Object> spring = Map.of("", Manifests.document(settings(manifests)).get("spring"));
		return assertThat(spring).extractingByKey("").extracting("security.oauth2.resourceserver.jwt").actual();
	}

	private static String settings(Manifests manifests) {
		return manifests.named(ConfigMap.class, "demo-echocast").getData().get("application.yaml");
	}

	private static Volume volume(Manifests manifests) {
		return pod(manifests).getVolumes()
			.stream()
			.filter((volume) -> volume.getName().equals("access"))
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
