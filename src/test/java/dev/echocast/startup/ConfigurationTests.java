package dev.echocast.startup;

import dev.echocast.EchocastApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

@ExtendWith(OutputCaptureExtension.class)
class ConfigurationTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			echocast.transport.max-message-size=big    | must be a size such as 64KB or 1MB
			echocast.transport.max-message-size=1B     | must be between 125B and 1073741824B
			echocast.transport.close-timeout=soon      | must be a duration such as 500ms, 10s or 5m
			echocast.transport.close-timeout=0s        | must be longer than or equal to
			echocast.transport.max-mesage-size=1MB     | there is no such property
			echocast.limits.trusted-proxies=proxy      | must be an address or a subnet such as 10.0.0.0/8
			echocast.limits.trusted-proxies=::1,1/8    | must be an address or a subnet such as 10.0.0.0/8
			echocast.broadcast.queue.messages=0        | must be greater than or equal to 1
			echocast.broadcast.queue.messages=many     | must be a whole number
			echocast.broadcast.queue.overflow=explode  | must be one of disconnect, drop-oldest, drop-latest
			echocast.broadcast.history.size=-1         | must be greater than or equal to 0
			echocast.broadcast.history.ttl=0s          | must be longer than or equal to
			""")
	void aWrongValueStopsTheStartWithOneLine(String argument, String allowed, CapturedOutput output) {
		Throwable failure = catchThrowable(
				() -> new SpringApplication(EchocastApplication.class).run("--server.port=0", "--" + argument));
		assertThat(failure).isNotNull();
		String name = argument.substring(0, argument.indexOf('='));
		assertThat(output.getAll().lines().filter((line) -> line.contains(" ERROR "))).singleElement()
			.asString()
			.contains("Echocast cannot start: " + name)
			.contains(allowed);
	}

	@Test
	void otherFailuresAreOneLineToo() {
		FailureAnalysis analysis = new FailureAnalysis("Port 1 is\n in use.", "Stop\nit.", null);
		assertThat(OneLineFailureReporter.line(analysis)).isEqualTo("Port 1 is in use. Stop it.");
		assertThat(OneLineFailureReporter.line(new FailureAnalysis("x", null, null))).isEqualTo("x");
	}

	@Test
	void theStartupLineShowsWhatToConnectTo() {
		MockEnvironment environment = new MockEnvironment();
		assertThat(new StartupLine(environment).line()).contains("without a port");
		environment.setProperty("local.server.port", "8443");
		assertThat(new StartupLine(environment).line()).contains(" ws://localhost:8443/ws/echo");
		environment.setProperty("server.ssl.bundle", "server");
		environment.setProperty("local.management.port", "8081");
		assertThat(new StartupLine(environment).line()).contains(" wss://localhost:8443/ws/echo",
				"health at http://localhost:8081/actuator/health");
	}

}
