package dev.echocast.client;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

import dev.echocast.support.ServiceProcess;
import dev.echocast.support.Timeouts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Maven project that depends on the client library and on nothing else. A repository of
 * its own has the library, as {@code install} puts it into one; what the library brings
 * comes from this build's.
 */
final class StrangersBuild {

	private static final Path FOLDER = Path.of("target/stranger").toAbsolutePath();

	private static final String WRAPPER = (File.separatorChar == '\\') ? "mvnw.cmd" : "mvnw";

	private static final Pattern VERSION = Pattern.compile("<version>.+</version>");

	/** No other repository has it, whatever was installed there before. */
	private static final String VERSION_OF_OURS = "0-under-test";

	private static final String OURS = "<version>" + VERSION_OF_OURS + "</version>";

	private static final String POM = """
			<project>
				<modelVersion>4.0.0</modelVersion>
				<groupId>com.example</groupId>
				<artifactId>stranger</artifactId>
				<version>1</version>
				<dependencies>
			%s
				</dependencies>
			</project>
			""";

	/** The jars, separated as a command line wants them. */
	private final String classPath;

	private StrangersBuild(String classPath) {
		this.classPath = classPath;
	}

	/**
	 * Find what the library brings.
	 * @param coordinates of the library, as the element of a pom
	 */
	static StrangersBuild of(String coordinates) throws IOException {
		Matcher version = VERSION.matcher(coordinates);
		assertThat(version.find()).isTrue();
		Path repository = FOLDER.resolve("repository");
		install(repository, version.group());
		Path pom = Files.writeString(FOLDER.resolve("pom.xml"),
				POM.formatted(coordinates.replace(version.group(), OURS)));
		Path classPath = FOLDER.resolve("class-path");
		Files.deleteIfExists(classPath);
		String said = output(List.of(Path.of(WRAPPER).toAbsolutePath().toString(), "-B", "-q", "-ntp", "-f",
				pom.toString(),
				"-Dmaven.repo.local="
						+ Objects.requireNonNull(System.getProperty("maven.repository"), "set by the build"),
				"-Dmaven.repo.local.tail=" + repository,
				System.getProperty("maven.dependency-plugin") + ":build-classpath", "-Dmdep.outputFile=" + classPath));
		assertThat(classPath).as(said).exists();
		return new StrangersBuild(Files.readString(classPath));
	}

	private static void install(Path repository, String version) throws IOException {
		Path folder = Files.createDirectories(repository.resolve("dev/echocast/echocast-client/" + VERSION_OF_OURS));
		String name = "echocast-client-" + VERSION_OF_OURS;
		String pom = Files.readString(Path.of("target/client/pom.xml"));
		assertThat(pom).contains(version);
		Files.writeString(folder.resolve(name + ".pom"), pom.replace(version, OURS));
		Files.copy(Path.of("target/echocast-client.jar"), folder.resolve(name + ".jar"),
				StandardCopyOption.REPLACE_EXISTING);
	}

	List<String> jars() {
		return List.of(this.classPath.split(File.pathSeparator));
	}

	/** Compiles a program of one class, and treats warnings as errors. */
	void compile(String name, String source) throws IOException {
		Path file = Files.writeString(FOLDER.resolve(name + ".java"), source);
		int errors = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "--release", "17", "-Xlint:all", "-Werror", "-proc:none", "-cp", this.classPath,
					"-d", FOLDER.toString(), file.toString());
		assertThat(errors).isZero();
	}

	/** What the program says, on either output. */
	String run(String name, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(java(), ServiceProcess.SHORT_LIVED, "-cp", this.classPath + File.pathSeparator + FOLDER, name));
		command.addAll(List.of(arguments));
		return output(command);
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private static String output(List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		builder.environment().merge("MAVEN_OPTS", ServiceProcess.SHORT_LIVED, (given, ours) -> given + " " + ours);
		Process process = Timeouts.limited(builder.start());
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
