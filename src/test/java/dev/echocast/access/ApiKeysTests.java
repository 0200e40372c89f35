package dev.echocast.access;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import dev.echocast.access.AccessProperties.GrantProperties;
import dev.echocast.access.AccessProperties.Key;
import dev.echocast.access.DeniedException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A stranger knows what the configuration says of a key, and tries that.
 */
class ApiKeysTests {

	private static final String KEY = "a-key-of-a-program_0123456789";

	private static final String OTHER = "another-key-of-the-program";

	private final Guard guard = Guard.withKeys(key("program", hash(KEY), hash(OTHER)));

	@Test
	void eachOfTwoKeysIsTakenWhileOneIsReplaced() {
		for (String key : List.of(KEY, OTHER)) {
			Identity identity = this.guard.accept(key);
			assertThat(identity.key()).isEqualTo("program");
			assertThat(identity.user()).isNull();
			assertThat(identity.expires()).isNull();
			assertThat(identity.may(Permission.to(Action.PUBLISH, "news"))).isTrue();
			assertThat(identity.may(Permission.to(Action.JOIN, "news"))).isFalse();
		}
		Guard.withKeys(key("program", hash(OTHER))).deny(KEY);
	}

	@Test
	void aHashIsNoKey() {
		for (String known : List.of(hash(KEY), hash(KEY).toUpperCase(Locale.ROOT), hash(hash(KEY)), "program")) {
			assertThat(this.guard.deny(known).reason()).isEqualTo(Reason.INVALID);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\u0000", KEY + "\u0000", KEY + " ", " " + KEY, "A-key-of-a-program_0123456789",
			"a-key-of-a-program_012345678", "\uD83D\uDE00", "\uD83D" })
	void whatIsNotTheKeyIsInvalid(String key) {
		assertThat(this.guard.deny(key).reason()).isEqualTo(Reason.INVALID);
	}

	@Test
	void theHashOfNothingOpensNothing() {
		assertThat(Guard.withKeys(key("program", hash(""))).deny("").reason()).isEqualTo(Reason.INVALID);
	}

	@Test
	void aHashMayBeWrittenInCapitals() {
		Guard.withKeys(key("program", hash(KEY).toUpperCase(Locale.ROOT))).accept(KEY);
	}

	@Test
	void aTokenIsNotTakenWhereThereAreOnlyKeys() {
		assertThat(this.guard.deny(Forge.token(Forge.claims())).detail()).isEqualTo("tokens are not taken here");
	}

	@Test
	void aKeyHasNoUser() {
		Guard own = Guard.withKeys(new Key("program", List.of(hash(KEY)),
				List.of(new GrantProperties(List.of("${user}", "user.${user}"), List.of("join")))));
		Identity identity = own.accept(KEY);
		for (String topic : List.of("program", "user.program", "${user}", "user.${user}", "user.")) {
			assertThat(identity.may(Permission.to(Action.JOIN, topic))).isFalse();
		}
	}

	@Test
	void aHashBelongsToOneKey() {
		assertThatExceptionOfType(MisconfiguredException.class)
			.isThrownBy(() -> Guard.withKeys(key("a", hash(KEY)), key("b", hash(KEY).toUpperCase(Locale.ROOT))))
			.withMessage("echocast.access.keys[1].sha256[0]: is there already");
		assertThatExceptionOfType(MisconfiguredException.class)
			.isThrownBy(() -> Guard.withKeys(key("a", hash(KEY), hash(KEY))))
			.withMessageStartingWith("echocast.access.keys[0].sha256[1]: ");
	}

	@Test
	void aNameBelongsToOneKey() {
		assertThatExceptionOfType(MisconfiguredException.class)
			.isThrownBy(() -> Guard.withKeys(key("a", hash(KEY)), key("a", hash(OTHER))))
			.withMessage("echocast.access.keys[1].name: is there already");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a\n", "a\u001b[31m", "user ä", "\"" })
	void aNameIsOneWord(String name) {
		assertThatExceptionOfType(MisconfiguredException.class).isThrownBy(() -> Guard.withKeys(key(name, hash(KEY))))
			.withMessageStartingWith("echocast.access.keys[0].name: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { KEY, "", "0", "sha256:0000" })
	void aKeyInPlaceOfItsHashIsNotTold(String hash) {
		assertThatExceptionOfType(MisconfiguredException.class).isThrownBy(() -> Guard.withKeys(key("a", hash)))
			.withMessage("echocast.access.keys[0].sha256[0]: must be 64 hexadecimal digits");
		assertThatExceptionOfType(MisconfiguredException.class).isThrownBy(() -> Guard.withKeys(key("a")))
			.withMessageStartingWith("echocast.access.keys[0].sha256: has no hash");
	}

	private static Key key(String name, String... hashes) {
		return new Key(name, List.of(hashes), List.of(new GrantProperties(List.of("**"), List.of("publish"))));
	}

	private static String hash(String key) {
		return HexFormat.of().formatHex(Sha256.of(key.getBytes(StandardCharsets.UTF_8)));
	}

}
