package dev.echocast.access;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.echocast.access.DeniedException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A token is signed as it should be, and what it says is old, meant for others, or of a
 * shape that nobody expects.
 */
class ClaimAttackTests {

	private static final long NOW = Forge.NOW.getEpochSecond();

	private static final Permission JOIN_OWN = Permission.to(Action.JOIN, "user.alice");

	private final Guard guard = Guard.withSecret();

	private Identity accept(@Nullable Object... claims) {
		return this.guard.accept(Forge.token(Forge.claims(claims)));
	}

	private DeniedException deny(@Nullable Object... claims) {
		DeniedException denied = this.guard.deny(Forge.token(Forge.claims(claims)));
		assertThat(denied.reason()).isEqualTo(Reason.INVALID);
		assertThat(denied.detail()).matches("[ !#-\\[\\]-~]+");
		return denied;
	}

	private void denyRaw(String name, String json) {
		String claims = Forge.claims(name, "@").replace("\"@\"", json);
		assertThat(this.guard.deny(Forge.token(claims)).reason()).isEqualTo(Reason.INVALID);
	}

	@Test
	void aTokenThatHasJustEndedIsTakenForThirtySecondsAndNoLonger() {
		assertThat(accept("exp", NOW + 1).expires()).isEqualTo(Forge.NOW.plusSeconds(1));
		for (long late : List.of(0L, 1L, 29L)) {
			Identity identity = accept("iat", NOW - 60, "exp", NOW - late);
			assertThat(identity.expires()).isAfter(Forge.NOW).isBeforeOrEqualTo(Forge.NOW.plusSeconds(30));
		}
		assertThat(deny("iat", NOW - 60, "exp", NOW - 31).detail()).contains("expired");
	}

	@Test
	void aTokenEndsAndBeginsInTime() {
		assertThat(deny("exp", null).detail()).contains("exp");
		deny("nbf", NOW + 31);
		accept("nbf", NOW + 29);
		deny("iat", NOW + 31);
		accept("iat", NOW + 29);
		deny("iat", NOW, "exp", NOW);
		deny("iat", NOW + 10, "exp", NOW + 5);
	}

	@Test
	void aTokenThatDoesNotSayWhenItWasIssuedIsOfNow() {
		assertThat(accept("iat", null).expires()).isEqualTo(Forge.NOW.plusSeconds(600));
		deny("iat", null, "exp", NOW + 25 * 3600);
	}

	@Test
	void aTokenLivesNoLongerThanRevocationsAreRemembered() {
		accept("exp", NOW + 24 * 3600);
		assertThat(deny("exp", NOW + 24 * 3600 + 61).detail()).contains("longer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"soon\"", "\"4102444800\"", "1e300", "-1", "-1e300", "9223372036854775807",
			"9223372036854776", "99999999999999999999999999", "{}", "[]", "true", "null", "0", "0.5", "1e99999" })
	void anEndThatIsNoTimeIsNoEnd(String exp) {
		denyRaw("exp", exp);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"then\"", "{}", "[1]" })
	void aBeginThatIsNoTimeIsRefused(String time) {
		denyRaw("nbf", time);
		denyRaw("iat", time);
	}

	@Test
	void anEndMayHaveAFraction() {
		assertThat(accept("exp", NOW + 1.5).expires()).isBetween(Forge.NOW.plusSeconds(1), Forge.NOW.plusSeconds(2));
	}

	@Test
	void aTokenForAnotherAudienceIsRefused() {
		Guard own = Guard.withSecret((spring) -> spring.setAudiences(List.of("echocast")));
		own.accept(Forge.token(Forge.claims("aud", "echocast")));
		own.accept(Forge.token(Forge.claims("aud", List.of("other", "echocast"))));
		for (Object aud : Arrays.asList(null, "other", "Echocast", "echocast ", "", List.of(), List.of("other"), 1,
				Map.of("echocast", 1))) {
			assertThat(own.deny(Forge.token(Forge.claims("aud", aud))).reason()).isEqualTo(Reason.INVALID);
		}
	}

	@Test
	void aTokenOfAnotherIssuerIsRefused() {
		Guard issued = Guard.withProvider((spring) -> spring.setIssuerUri("https://issuer.test"), "RS256");
		for (Object iss : Arrays.asList(null, "https://issuer.test/", "https://issuer.test.evil", "", 1,
				List.of("https://issuer.test"), "not a url", "http://issuer.test")) {
			String token = Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"known\"}", Forge.claims("iss", iss));
			assertThat(issued.deny(token).reason()).isEqualTo(Reason.INVALID);
		}
		issued.accept(Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"known\"}", Forge.claims("iss", "https://issuer.test")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "logout+jwt", "dpop+jwt", "refresh", "JWT2", "secevent+jwt" })
	void aTokenOfAnotherTypeIsRefused(String type) {
		this.guard.deny(typed(type));
	}

	@ParameterizedTest
	@ValueSource(strings = { "JWT", "jwt", "at+jwt", "application/at+jwt" })
	void anAccessTokenSaysSo(String type) {
		this.guard.accept(typed(type));
	}

	private static String typed(String type) {
		return Forge.hmac("{\"alg\":\"HS256\",\"typ\":\"" + type + "\"}", Forge.claims(),
				Forge.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "null", "[\"alice\"]", "{\"a\":1}", "true", "\"a\\nb\"", "\"a\\u0000\"",
			"\"\\u0085\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"" })
	void aUserHasAName(String sub) {
		denyRaw("sub", sub);
	}

	@Test
	void aUserHasAShortName() {
		deny("sub", null);
		deny("sub", "u".repeat(256));
		deny("sub", "u".repeat(5000));
		assertThat(accept("sub", "u".repeat(255)).user()).hasSize(255);
	}

	@ParameterizedTest
	@ValueSource(strings = { "**", "*", "a.b", "../x", "${user}", "user.alice", ".", "alice.", " alice", "al ice",
			"älice", "%61lice", "alice/", "#" })
	void aNameThatIsNoSegmentReachesNoTopic(String name) {
		Identity identity = accept("sub", name);
		for (String topic : List.of("user.alice", "user." + name, "user.", "user.a.b", "user.${user}", "user.*",
				"user")) {
			assertThat(identity.may(Permission.to(Action.JOIN, topic))).isFalse();
		}
	}

	@Test
	void aUserHasTheGrantsThatAreConfiguredUnlessTheTokenHasItsOwn() {
		assertThat(accept().may(JOIN_OWN)).isTrue();
		assertThat(accept("sub", "bob").may(JOIN_OWN)).isFalse();
		assertThat(accept("grants", List.of()).may(JOIN_OWN)).isFalse();
		Identity claimed = accept("grants", List.of(Map.of("topics", List.of("news.*"), "allow", List.of("join"))));
		assertThat(claimed.may(JOIN_OWN)).isFalse();
		assertThat(claimed.may(Permission.to(Action.JOIN, "news.a"))).isTrue();
		assertThat(claimed.may(Permission.to(Action.PUBLISH, "news.a"))).isFalse();
		assertThat(claimed.may(Permission.to(Action.OPERATE))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "\"**\"", "true", "1", "[1]", "[null]", "[[]]", "[\"join\"]", "[{}]",
			"[{\"allow\":\"join\"}]", "[{\"allow\":[\"JOIN\"],\"topics\":[\"a\"]}]", "[{\"allow\":[\"all\"]}]",
			"[{\"allow\":[1]}]", "[{\"allow\":[null]}]", "[{\"allow\":[[\"join\"]]}]", "[{\"topics\":[\"a\"]}]",
			"[{\"topics\":\"a\",\"allow\":[\"join\"]}]", "[{\"topics\":[1],\"allow\":[\"join\"]}]",
			"[{\"topics\":[\"a..b\"],\"allow\":[\"join\"]}]", "[{\"topics\":[\"**.a\"],\"allow\":[\"join\"]}]",
			"[{\"topics\":[\"user.${user}\"],\"allow\":[\"join\"]}]", "[{\"topics\":[\"\"],\"allow\":[\"join\"]}]",
			"[{\"topics\":[\"a\"],\"allow\":[\"join\"],\"deny\":[\"join\"]}]",
			"[{\"allow\":[\"join\"]},{\"allow\":[\"nothing\"]}]" })
	void aTokenWhoseGrantsHaveAnotherShapeIsRefused(String grants) {
		denyRaw("grants", grants);
	}

	@Test
	void grantsHaveABound() {
		List<?> many = IntStream.range(0, 101).mapToObj((i) -> Map.of("allow", List.of("echo"))).toList();
		deny("grants", many);
		accept("grants", many.subList(0, 100));
		List<String> topics = IntStream.range(0, 257).mapToObj((i) -> "*").toList();
		deny("grants", List.of(Map.of("allow", List.of("join"), "topics", topics)));
		deny("grants", List.of(Map.of("allow", List.of("join"), "topics", topics.subList(0, 256)),
				Map.of("allow", List.of("join"), "topics", List.of("a"))));
		accept("grants", List.of(Map.of("allow", List.of("join"), "topics", topics.subList(0, 256))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"Alice\"", "[]", "1", "true", "[{}]" })
	void whatOthersMaySeeIsAnObject(String info) {
		denyRaw("info", info);
	}

	@Test
	void whatOthersMaySeeIsShort() {
		assertThat(accept("info", Map.of("name", "Alice")).info()).isEqualTo("{\"name\":\"Alice\"}");
		assertThat(accept("info", Map.of()).info()).isEqualTo("{}");
		assertThat(accept().info()).isNull();
		assertThat(accept("info", Map.of("n", "x".repeat(1016))).info()).hasSize(1024);
		deny("info", Map.of("n", "x".repeat(1017)));
		deny("info", Map.of("n", "\u00e4".repeat(510)));
	}

	@Test
	void timesAreOfTheClockThatIsInjected() {
		this.guard.now.set(Instant.parse("2040-01-01T00:00:00Z"));
		deny();
	}

}
