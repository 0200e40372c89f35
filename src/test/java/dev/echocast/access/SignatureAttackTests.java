package dev.echocast.access;

import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.jwk.RSAKey;
import dev.echocast.access.DeniedException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stranger has a token that no key of the configuration has signed, or a header that
 * talks the server into another key or algorithm.
 */
class SignatureAttackTests {

	private static final String HS256 = "{\"alg\":\"HS256\"}";

	private static final byte[] SECRET = Forge.SECRET.getBytes(StandardCharsets.UTF_8);

	private static final String RIGHT = Forge.token(Forge.claims());

	@Test
	void aTokenThatIsRightIsTaken() {
		assertThat(Guard.withSecret().accept(RIGHT).user()).isEqualTo("alice");
		assertThat(Guard.withPublicKey("RS256").accept(Forge.rs256("{\"alg\":\"RS256\"}", Forge.claims())).user())
			.isEqualTo("alice");
		assertThat(Guard.withProvider("RS256")
			.accept(Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"known\"}", Forge.claims()))
			.user()).isEqualTo("alice");
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "None", "NONE", "nOnE", "", "HS257", "ES256", "RS256", "PS256", "EdDSA", "dir" })
	void anAlgorithmThatIsNotConfiguredIsRefusedWhateverSignsIt(String algorithm) {
		String header = "{\"alg\":\"" + algorithm + "\"}";
		String unsigned = Forge.base64(header) + "." + Forge.base64(Forge.claims()) + ".";
		Stream
			.of(unsigned, unsigned + "AAAA", unsigned.substring(0, unsigned.length() - 1),
					Forge.hmac(header, Forge.claims(), SECRET, "HmacSHA256"))
			.forEach((token) -> Stream.of(Guard.withSecret(), Guard.withProvider("ES256"))
				.forEach((guard) -> assertThat(guard.deny(token).reason()).isEqualTo(Reason.INVALID)));
	}

	@Test
	void theRightSecretWithALongerHashIsRefused() {
		Guard guard = Guard.withSecret();
		guard.deny(Forge.hmac("{\"alg\":\"HS384\"}", Forge.claims(), SECRET, "HmacSHA384"));
		guard.deny(Forge.hmac("{\"alg\":\"HS512\"}", Forge.claims(), SECRET, "HmacSHA512"));
	}

	@Test
	void theRightKeyWithAnAlgorithmThatIsNotConfiguredIsRefused() {
		String token = Forge.signed("{\"alg\":\"RS512\",\"kid\":\"known\"}", Forge.claims(), Forge.RSA.getPrivate(),
				"SHA512withRSA");
		Guard.withPublicKey("RS256").deny(token);
		Guard.withProvider("RS256").deny(token);
		assertThat(Guard.withPublicKey("RS256", "RS512").accept(token).user()).isEqualTo("alice");
	}

	@Test
	void aPublicKeyIsNoSecret() {
		String pem = Forge.pem(Forge.RSA.getPublic());
		byte[] modulus = new RSAKey.Builder((RSAPublicKey) Forge.RSA.getPublic()).build().getModulus().decode();
		Stream
			.of(pem.getBytes(StandardCharsets.US_ASCII), pem.strip().getBytes(StandardCharsets.US_ASCII),
					Forge.RSA.getPublic().getEncoded(), modulus)
			.forEach((known) -> Stream.of(HS256, "{\"alg\":\"HS256\",\"kid\":\"known\"}").forEach((header) -> {
				String token = Forge.hmac(header, Forge.claims(), known, "HmacSHA256");
				Guard.withPublicKey("RS256").deny(token);
				Guard.withProvider("RS256").deny(token);
			}));
	}

	static Stream<String> headers() {
		String foreign = new RSAKey.Builder((RSAPublicKey) Forge.rsa().getPublic()).build().toJSONString();
		return Stream.of("\"jku\":\"http://attacker.test/keys\"", "\"x5u\":\"http://attacker.test/chain\"",
				"\"jwk\":" + foreign, "\"x5c\":[\"" + Base64.getEncoder().encodeToString(new byte[300]) + "\"]",
				"\"kid\":\"../../../../dev/null\"", "\"kid\":\"http://attacker.test/key\"",
				"\"kid\":\"" + "k".repeat(3000) + "\"", "\"kid\":\"\"", "\"kid\":\"' or 1=1 --\"");
	}

	@ParameterizedTest
	@MethodSource("headers")
	void aHeaderBringsNoKeyAndFetchesNothing(String member) {
		String header = "{\"alg\":\"RS256\"," + member + "}";
		Guard guard = Guard.withProvider("RS256");
		guard.accept(Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"known\"}", Forge.claims()));
		String foreign = Forge.signed(header, Forge.claims(), Forge.rsa().getPrivate(), "SHA256withRSA");
		assertThat(guard.deny(foreign).reason()).isEqualTo(Reason.INVALID);
		assertThat(Guard.withPublicKey("RS256").deny(foreign).reason()).isEqualTo(Reason.INVALID);
		assertThat(guard.asked).containsOnly("http://provider.test/keys");
	}

	@Test
	void anExtensionThatNobodyKnowsIsCritical() {
		Guard guard = Guard.withSecret();
		guard
			.deny(Forge.hmac("{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}", Forge.claims(), SECRET, "HmacSHA256"));
		guard.deny(Forge.hmac("{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", Forge.claims(), SECRET,
				"HmacSHA256"));
	}

	@Test
	void whatIsEncryptedIsNoToken() throws Exception {
		JWEObject encrypted = new JWEObject(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM),
				new Payload(RIGHT));
		encrypted.encrypt(new DirectEncrypter(Arrays.copyOf(SECRET, 32)));
		assertThat(Guard.withSecret().deny(encrypted.serialize()).reason()).isEqualTo(Reason.INVALID);
	}

	@Test
	void aKeyWithoutANameMayHaveSignedATokenThatNamesOne() {
		Guard.withSecret()
			.accept(Forge.hmac("{\"alg\":\"HS256\",\"kid\":\"2026\"}", Forge.claims(), SECRET, "HmacSHA256"));
		Guard.withPublicKey("RS256").accept(Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"2026\"}", Forge.claims()));
	}

	@Test
	void theSecretBeforeIsTakenUntilItIsRemoved() {
		String old = Forge.hmac(HS256, Forge.claims(),
				"an older secret of 32 bytes or so".getBytes(StandardCharsets.UTF_8), "HmacSHA256");
		Guard rotating = Guard.withSecret(Forge.SECRET, "an older secret of 32 bytes or so");
		assertThat(rotating.accept(old).user()).isEqualTo("alice");
		assertThat(rotating.accept(RIGHT).user()).isEqualTo("alice");
		Guard.withSecret().deny(old);
	}

	@Test
	void aKeyThatDoesNotFitTheTokenIsNoReasonToTryAgain() {
		Guard guard = Guard.withProvider("ES256", "ES512");
		guard.provider.set(Mono.just("""
				{"keys":[{"kty":"EC","kid":"known","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
				"y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"""));
		String token = Forge.base64("{\"alg\":\"ES512\",\"kid\":\"known\"}") + "." + Forge.base64(Forge.claims()) + "."
				+ Forge.base64(new byte[132]);
		assertThat(guard.deny(token).reason()).isEqualTo(Reason.INVALID);
	}

	@Test
	void keysThatCannotBeHadSayNothingAboutTheToken() {
		Guard guard = Guard.withProvider("RS256");
		guard.provider.set(Mono.error(new IllegalStateException("away")));
		assertThat(guard.deny(Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"known\"}", Forge.claims())).reason())
			.isEqualTo(Reason.UNAVAILABLE);
		guard.provider.set(Mono.empty());
		assertThat(guard.deny(Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"known\"}", Forge.claims())).reason())
			.isEqualTo(Reason.UNAVAILABLE);
	}

}
