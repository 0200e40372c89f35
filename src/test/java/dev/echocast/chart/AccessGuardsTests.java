package dev.echocast.chart;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Values of access that contradict each other, that nobody would use, or that would show
 * a secret stop the installation.
 */
class AccessGuardsTests {

	@ParameterizedTest
	@MethodSource("contradictions")
	void refuses(String deployment, Map<String, ?> replaced, String message) {
		assertThatThrownBy(() -> Chart.render(deployment, replaced)).hasMessageContaining(message);
	}

	static Stream<Arguments> contradictions() {
		String source = "access.jwt has one source of tokens";
		String needed = "access.jwt.grants, audiences and algorithms need a source of tokens";
		String plain = "ends in the Deployment: ECHOCAST_ACCESS_JWT_SECRET belongs into access.jwt.existingSecret";
		return Stream.of(arguments("access", Map.of("access.jwt.issuerUri", "https://id.example.org"), source),
				arguments("access", Map.of("access.jwt.publicKey.secret", "signer"), source),
				arguments("access-openid", Map.of("access.jwt.publicKey.configMap", "signer"), source),
				arguments("default",
						Map.of("access.jwt.publicKey.configMap", "signer", "access.jwt.publicKey.secret", "signer"),
						"exclude each other"),
				arguments("access", Map.of("access.jwt.existingSecret", ""), "which Secret holds hs256?"),
				arguments("access", Map.of("access.jwt.secretKey", ""), "is of no use without access.jwt.secretKey"),
				arguments("default", Map.of("access.jwt.existingSecret", "one"), "needs the key to read"),
				arguments("access", Map.of("access.jwt.algorithms[0]", "RS256"), "it is HS256"),
				arguments("access-openid", Map.of("access.jwt.issuerUri", ""), needed),
				arguments("default", Map.of("access.jwt.audiences[0]", "echocast"), needed),
				arguments("default", Map.of("access.cookie", "token"), "access.cookie and access.queryParameter need"),
				arguments("access", Map.of("echocast.transport.allowed-origins[0]", "*"), "lets any page act"),
				arguments("default", Map.of("access.queryParameter", true), "access.queryParameter need"),
				arguments("default", Map.of("echocast.limits.per-user", 2), "nobody else is a user"),
				arguments("access", Map.of("access.test.key", ""), "access.test needs both"),
				arguments("access", Map.of("access.keys", "null"), "holds one of access.keys, of which there are none"),
				arguments("default", Map.of("extraConfig.spring.security.oauth2.resourceserver.jwt.issuer-uri", "x"),
						"is said in access.jwt"),
				arguments("default",
						Map.of("extraEnv[0].name", "ECHOCAST_ACCESS_JWT_SECRET", "extraEnv[0].value", "secret"),
						plain));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void refusesByTheSchema(String value, Object mistaken) {
		assertThatThrownBy(() -> Chart.render("access", Map.of(value, mistaken)))
			.hasMessageContaining("values don't meet the specifications of the schema");
	}

	static Stream<Arguments> mistakes() {
		return Stream.of(arguments("access.jwt.secret", "0123456789abcdef0123456789abcdef"),
				arguments("access.jwt.previousSecret", "0123456789abcdef0123456789abcdef"),
				arguments("access.keys[0].key", "ek_secret"), arguments("access.keys[0].sha256[0]", "ek_secret"),
				arguments("access.keys[0].name", "two words"), arguments("access.keys[0].grants[0].allow[0]", "read"),
				arguments("access.anonymous[0].deny[0]", "join"), arguments("access.anonymous[0].topics", "null"),
				arguments("access.anonymous[0].topics[0]", "a.**.b"), arguments("access.anonymous[0].topics[0]", "a*"),
				arguments("access.anonymous[0].topics[0]", "${USER}"), arguments("access.cookie", "a b"),
				arguments("access.maxTokenLife", "1d"), arguments("access.jwt.algorithms[0]", "HS256"),
				arguments("access.jwt.issuerUri", "https://user:secret@id.example.org"),
				arguments("echocast.access.cookie", "token"));
	}

}
