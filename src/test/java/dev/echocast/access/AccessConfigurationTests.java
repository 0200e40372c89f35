package dev.echocast.access;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An operator errs: nothing may be open that should not be, and no secret may be told.
 */
@ExtendWith(OutputCaptureExtension.class)
class AccessConfigurationTests {

	private static final String SECRET = "s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t";

	private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					echocast.access.jwt.secret=s3cr3t | echocast.access.jwt.secret: must have at least 32 bytes
					echocast.access.jwt.secret= | echocast.access.jwt.secret: must have at least 32 bytes
					echocast.access.jwt.previous-secret=s3cr3t | echocast.access.jwt.previous-secret: is of no use without
					echocast.access.jwt=s3cr3t | echocast.access.jwt: has parts
					echocast.access.jwt.secret[0]=s3cr3t | echocast.access.jwt.secret
					echocast.access.jwt.secret.value=s3cr3t | echocast.access.jwt.secret
					echocast.access.jwt.sceret=s3cr3t | echocast.access.jwt.sceret
					echocast.access.keys=s3cr3t | echocast.access.keys: has parts
					echocast.access.keys[0]=s3cr3t | echocast.access.keys[0]: has parts
					echocast.access.keys[0].key=s3cr3t | echocast.access.keys[0].key
					echocast.access.keys[0].name=a | echocast.access.keys[0].sha256: has no hash
					echocast.access.keys[0].sha256=s3cr3t | echocast.access.keys[0].name: must have the form
					echocast.access.anonymous[0].allow=fly | echocast.access.anonymous[0].allow[0]: fly is no action
					echocast.access.anonymous[0].topics=a | echocast.access.anonymous[0].allow: names no action
					echocast.access.anonymous=join | echocast.access.anonymous: has parts
					echocast.access.jwt.grants[0].allow=Join | echocast.access.jwt.grants[0].allow[0]: Join is no action
					echocast.access.jwt.grants[0].allow=join | echocast.access.jwt.grants: is of no use
					echocast.access.cookie=a b | echocast.access.cookie = a b: must be a cookie's name
					echocast.access.cookie=session | echocast.access.cookie: is of no use
					echocast.access.query-parameter=true | echocast.access.query-parameter: is of no use
					echocast.access.max-token-life=soon | echocast.access.max-token-life = soon: must be a duration
					echocast.access.max-token-life=0s | echocast.access.max-token-life
					spring.security.oauth2.resourceserver.jwt.audiences=a | resourceserver.jwt.audiences: is of no use
					spring.security.oauth2.resourceserver.jwt.issuer-uri= | resourceserver.jwt.issuer-uri: must be an address
					spring.security.oauth2.resourceserver.jwt.issuer-uri=login | resourceserver.jwt.issuer-uri: must be an address
					spring.security.oauth2.resourceserver.jwt.jwk-set-uri=file:/etc/passwd | jwt.jwk-set-uri: must be an address
					spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://a b | jwt.jwk-set-uri: must be an address
					""")
	void whatIsWrongStopsTheStartWithOneLineAndNoSecret(String argument, String line, CapturedOutput output) {
		fail(output, line, argument);
		assertThat(output.getAll()).doesNotContain("s3cr3t");
	}

	@Test
	void aTokenHasOneSource(CapturedOutput output) throws Exception {
		String pem = JWT + "public-key-location=file:" + pem(Forge.pem(Forge.RSA.getPublic()));
		fail(output, "echocast.access.jwt.secret: tokens have one source", "echocast.access.jwt.secret=" + SECRET, pem);
		fail(output, "echocast.access.jwt.secret: tokens have one source", "echocast.access.jwt.secret=" + SECRET,
				JWT + "issuer-uri=http://issuer.test");
		fail(output, JWT + "public-key-location: tokens have one source", pem, JWT + "jwk-set-uri=http://issuer.test");
		assertThat(output.getAll()).doesNotContain(SECRET);
	}

	@Test
	void aPublicKeyIsReadableAndLong(CapturedOutput output) throws Exception {
		KeyPairGenerator weak = KeyPairGenerator.getInstance("RSA");
		weak.initialize(1024);
		for (String pem : List.of("", "s3cr3t", "-----BEGIN PUBLIC KEY-----\ns3cr3t\n-----END PUBLIC KEY-----",
				Forge.pem(Forge.RSA.getPrivate()).replace("PUBLIC", "PRIVATE"),
				Forge.pem(weak.generateKeyPair().getPublic()))) {
			fail(output, JWT + "public-key-location: cannot be read as an RSA public key",
					JWT + "public-key-location=file:" + pem(pem));
		}
		fail(output, JWT + "public-key-location: cannot be read", JWT + "public-key-location=file:/there/is/none");
		assertThat(output.getAll()).doesNotContain("s3cr3t");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HS256", "none", "RS257", "" })
	void anAlgorithmHasAPublicKey(String algorithm, CapturedOutput output) {
		fail(output, JWT + "jws-algorithms: ", JWT + "jwk-set-uri=http://issuer.test",
				JWT + "jws-algorithms=" + algorithm);
	}

	@ParameterizedTest
	@ValueSource(strings = { "**.a", "a..b", "a.**.b", "x${user}", "a b" })
	void aPatternIsOne(String pattern, CapturedOutput output) {
		fail(output, "echocast.access.anonymous[0].topics[0]: " + pattern + " is no pattern",
				"echocast.access.anonymous[0].allow=join", "echocast.access.anonymous[0].topics=" + pattern);
	}

	@ParameterizedTest
	@ValueSource(strings = { "topics=user.${user}", "topics[0]=user.${user}", "topics=news, user.${user}" })
	void thePlaceOfAUserIsNotWhoRunsTheProcess(String topics) {
		try (ConfigurableApplicationContext context = application().run("--user=root",
				"--echocast.access.jwt.secret=${the.secret}", "--the.secret=" + SECRET,
				"--echocast.access.jwt.grants[0].allow=join", "--echocast.access.jwt.grants[0]." + topics)) {
			AccessProperties properties = context.getBean(AccessProperties.class);
			assertThat(properties.jwt().grants().get(0).topics()).last().isEqualTo("user.${user}");
			assertThat(properties.jwt().secret()).isEqualTo(SECRET);
			assertThat(properties.toString()).doesNotContain(SECRET);
			Grants grants = GrantReader.configured("x", properties.jwt().grants());
			assertThat(grants.of("alice").allow(Action.JOIN, "user.alice")).isTrue();
			assertThat(grants.of("alice").allow(Action.JOIN, "user.root")).isFalse();
			assertThat(context.getBean(Access.class).isOpen()).isFalse();
		}
	}

	@Test
	void otherPlacesAreFilledAsEverywhere() {
		try (ConfigurableApplicationContext context = application().run("--the.topic=news",
				"--echocast.access.anonymous[0].allow=join", "--echocast.access.anonymous[0].topics=${the.topic}.*")) {
			assertThat(context.getBean(AccessProperties.class).anonymous().get(0).topics()).containsExactly("news.*");
		}
	}

	@Test
	void withNothingConfiguredNobodyIsAsked(CapturedOutput output) {
		try (ConfigurableApplicationContext context = application().run()) {
			assertThat(context.getBean(Access.class).isOpen()).isTrue();
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("Open to all:"))).hasSize(1);
	}

	private void fail(CapturedOutput output, String line, String... arguments) {
		int before = output.getAll().length();
		String[] written = Stream.of(arguments).map((argument) -> "--" + argument).toArray(String[]::new);
		assertThat(catchThrowable(() -> application().run(written).close())).isNotNull();
		assertThat(output.getAll().substring(before).lines().filter((it) -> it.contains(" ERROR "))).singleElement()
			.asString()
			.contains(line);
	}

	private Path pem(String text) throws Exception {
		return Files.writeString(this.folder.resolve("key.pem"), text);
	}

	private static SpringApplication application() {
		return new SpringApplicationBuilder(AccessConfiguration.class, Surroundings.class).web(WebApplicationType.NONE)
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("USER", "root"))))
			.application();
	}

	@Configuration(proxyBeanMethods = false)
	static class Surroundings {

		@Bean
		Clock clock() {
			return Clock.systemUTC();
		}

		@Bean
		ReactorResourceFactory resources() {
			return new ReactorResourceFactory();
		}

	}

}
