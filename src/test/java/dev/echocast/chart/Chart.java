package dev.echocast.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import com.marcnuri.helm.Helm;

import org.springframework.util.FileSystemUtils;

/**
 * The chart in {@code helm/echocast}, rendered for the oldest Kubernetes it supports.
 */
final class Chart {

	static final Path DIRECTORY = Path.of("helm", "echocast");

	static final String RELEASE = "demo";

	static final String NAMESPACE = "web";

	private static final String KUBERNETES = "1.30.0";

	private Chart() {
	}

	/**
	 * The names of the value files in {@code ci/}, each a deployment somebody would want.
	 */
	static Stream<String> deployments() {
		return Stream.of("default", "tls", "hardened", "autoscaled", "gateway", "redis", "redis-sentinel",
				"redis-cluster", "access", "access-openid");
	}

	static Path values(String deployment) {
		return DIRECTORY.resolve("ci").resolve(deployment + "-values.yaml");
	}

	static Helm helm() {
		return new Helm(DIRECTORY);
	}

	static Manifests render(String deployment) {
		return render(deployment, Map.of());
	}

	/**
	 * Renders a value file of {@code ci/} with some values replaced, as {@code --set}
	 * does.
	 */
	static Manifests render(String deployment, Map<String, ?> replaced) {
		return render(DIRECTORY, deployment, replaced);
	}

	static String notes(String deployment) {
		return notes(deployment, Map.of());
	}

	static String notes(String deployment, Map<String, ?> replaced) {
		var install = helm().install()
			.clientOnly()
			.dryRun()
			.withKubeVersion(KUBERNETES)
			.withName(RELEASE)
			.withNamespace(NAMESPACE)
			.withValuesFile(values(deployment));
		replaced.forEach(install::set);
		return install.call().getOutput();
	}

	/**
	 * Renders what Helm's own rendering leaves out: hooks, seen by taking the hook's
	 * annotation off a copy of the chart.
	 */
	static Manifests renderWithHooks(String deployment, Path workDirectory) {
		return renderWithHooks(deployment, Map.of(), workDirectory);
	}

	static Manifests renderWithHooks(String deployment, Map<String, ?> replaced, Path workDirectory) {
		try {
			FileSystemUtils.copyRecursively(DIRECTORY, workDirectory);
			Path hook = workDirectory.resolve("templates/tests/echo.yaml");
			Files.writeString(hook, Files.readString(hook).replace("helm.sh/hook:", "hook:"));
			return render(workDirectory, deployment, replaced);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Manifests render(Path chart, String deployment, Map<String, ?> replaced) {
		var template = new Helm(chart).template()
			.withKubeVersion(KUBERNETES)
			.withName(RELEASE)
			.withNamespace(NAMESPACE)
			.withValuesFile(values(deployment));
		replaced.forEach(template::set);
		return Manifests.parse(template.call());
	}

}
