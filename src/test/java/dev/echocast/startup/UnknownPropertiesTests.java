package dev.echocast.startup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.echocast.EchocastApplication;
import dev.echocast.startup.UnknownProperties.UnknownPropertiesException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			echocast.trasnport.max-message-size | echocast.transport.max-message-size
			echocast.transport.max-mesage-size  | echocast.transport.max-message-size
			echocast.limit.maxSessions          | echocast.limits.max-sessions
			echocast.broadcast.queue.mesages    | echocast.broadcast.queue.messages
			echocast.engine.redis.prefixx       | echocast.engine.redis.prefix
			echocast.port                       | -
			echocast.transport.compression.x    | -
			""")
	void aNameThatIsNoneStopsTheStart(String name, String meant) {
		assertThatExceptionOfType(UnknownPropertiesException.class).isThrownBy(() -> check(Map.of(name, "1"), Map.of()))
			.withMessageContaining("echocast.")
			.withMessageContaining(": there is no such property")
			.satisfies((ex) -> {
				if (meant != null) {
					assertThat(ex).hasMessageEndingWith("is " + meant + " meant?");
				}
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "echocast.transport.max-message-size", "echocast.transport.maxMessageSize",
			"echocast.transport.max_message_size", "echocast.transport.allowed-origins[0]",
			"echocast.broadcast.queue.overflow", "echocast.broadcast.history.ttl", "echocast", "echocaster.x",
			"server.port", "spring.application.name" })
	void namesOfPropertiesPass(String name) {
		assertThatCode(() -> check(Map.of(name, "1"), Map.of())).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ECHOCAST_TRANSPORT_MAXMESAGESIZE", "ECHOCAST_TRASNPORT_MAX_MESSAGE_SIZE", "ECHOCAST_X",
			"echocast_x", "ECHOCAST_PORT", "ECHOCAST_SERVICE_HOST", "echocast.transport.x" })
	void aVariableThatIsNoneStopsTheStart(String variable) {
		assertThatExceptionOfType(UnknownPropertiesException.class)
			.isThrownBy(() -> check(Map.of(), Map.of(variable, "1")))
			.withMessageContaining("there is no such property");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ECHOCAST_TRANSPORT_MAXMESSAGESIZE", "ECHOCAST_TRANSPORT_MAX_MESSAGE_SIZE",
			"echocast_transport_maxmessagesize", "ECHOCAST_TRANSPORT_ALLOWEDORIGINS_0",
			"ECHOCAST_TRANSPORT_ALLOWED_ORIGINS_0", "ECHOCAST_BROADCAST_QUEUE_BYTES", "ECHOCAST", "ECHOCASTER_X",
			"PATH", "echocast.drain.period", "ECHOCAST_TOKEN", "ECHOCAST_KEY" })
	void variablesOfPropertiesPass(String variable) {
		assertThatCode(() -> check(Map.of(), Map.of(variable, "1"))).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ECHOCAST", "ECHOCAST_MANAGEMENT", "ECHOCAST_REDIS", "ECHOCAST_TRANSPORT_X_1" })
	void whatKubernetesMakesOfAServicePasses(String service) {
		Map<String, Object> links = new HashMap<>();
		for (String link : new String[] { "SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "SERVICE_PORT_MY_PORT",
				"PORT", "PORT_8080_TCP", "PORT_8080_TCP_PROTO", "PORT_8080_TCP_PORT", "PORT_8080_TCP_ADDR",
				"PORT_53_UDP_ADDR" }) {
			links.put(service + "_" + link, "tcp://10.0.0.1:8080");
		}
		assertThatCode(() -> check(Map.of(), links)).doesNotThrowAnyException();
		links.put(service + "_PORTS", "1");
		assertThatExceptionOfType(UnknownPropertiesException.class).isThrownBy(() -> check(Map.of(), links))
			.withMessageStartingWith(service + "_PORTS: ");
	}

	@Test
	void allAreNamedAndNoValueIs() {
		assertThatExceptionOfType(UnknownPropertiesException.class)
			.isThrownBy(() -> check(Map.of("echocast.x", "secret"), Map.of("ECHOCAST_Y", "secret")))
			.withMessageContaining("echocast.x: ")
			.withMessageContaining("ECHOCAST_Y: ")
			.withMessageNotContaining("secret");
	}

	private static void check(Map<String, Object> properties, Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((source) -> environment.getPropertySources().remove(source.getName()));
		environment.getPropertySources().addLast(new MapPropertySource("file", properties));
		environment.getPropertySources().addLast(new SystemEnvironmentPropertySource("environment", variables));
		new UnknownProperties(environment, PropertyNames.read())
			.postProcessBeanFactory(new DefaultListableBeanFactory());
	}

	@Test
	void itDoesNotMatterWhereItComesFrom(CapturedOutput output) throws Exception {
		Path tree = Files.createDirectories(this.folder.resolve("tree"));
		Files.writeString(tree.resolve("echocast.trasnport.a"), "1");
		Path file = Files.writeString(this.folder.resolve("my.yaml"), "echocast: {trasnport: {b: 1}}");
		System.setProperty("echocast.trasnport.c", "1");
		try {
			start("--spring.config.import=configtree:" + tree + "/,file:" + file,
					"--spring.application.json={\"echocast\":{\"trasnport\":{\"d\":1}}}", "--echocast.trasnport.e=1");
		}
		finally {
			System.clearProperty("echocast.trasnport.c");
		}
		String expected = Arrays.stream("abcde".split(""))
			.map((name) -> "echocast.trasnport." + name + ": there is no such property")
			.collect(Collectors.joining("; "));
		assertThat(output.getAll().lines().filter((line) -> line.contains(" ERROR "))).singleElement()
			.asString()
			.endsWith("Echocast cannot start: " + expected);
	}

	private static void start(String... arguments) {
		assertThat(catchThrowable(() -> new SpringApplication(EchocastApplication.class).run(arguments))).isNotNull();
	}

}
