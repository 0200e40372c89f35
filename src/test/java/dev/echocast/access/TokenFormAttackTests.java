package dev.echocast.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.echocast.access.DeniedException.Reason;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody writes one token in many ways, or one that is work to read, and looks what is
 * remembered of it.
 */
class TokenFormAttackTests {

	private static final String RIGHT = Forge.token(Forge.claims());

	private final Guard guard = Guard.withSecret();

	@ParameterizedTest
	@ValueSource(strings = { "=", "==", " ", "\n", "~", "!", "+", "/", "\u0000", "\uD800", "ä", ".", ".AAAA", "%20" })
	void aTokenHasOneForm(String more) {
		this.guard.accept(RIGHT);
		for (int at : new int[] { 0, RIGHT.indexOf('.'), RIGHT.lastIndexOf('.') + 5, RIGHT.length() }) {
			String token = RIGHT.substring(0, at) + more + RIGHT.substring(at);
			assertThat(this.guard.deny(token).reason()).isEqualTo(Reason.INVALID);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d.e", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA",
			"W10.W10.W10", "\u0000" })
	void whatIsNoTokenIsInvalid(String token) {
		assertThat(this.guard.deny(token).reason()).isEqualTo(Reason.INVALID);
	}

	@Test
	void aTokenOf64KilobytesIsRefusedUnread() {
		String token = Forge.token(Forge.claims("more", "m".repeat(64 * 1024)));
		assertThat(this.guard.deny(token).detail()).contains("too long");
		assertThat(this.guard.deny("k".repeat(64 * 1024)).detail()).contains("too long");
	}

	@Test
	void whatNestsVeryDeeplyIsRefusedBeforeAndBehindTheSignature() {
		String deep = "[".repeat(2500) + "]".repeat(2500);
		String header = "{\"alg\":\"HS256\",\"x\":" + deep + "}";
		byte[] secret = Forge.SECRET.getBytes(StandardCharsets.UTF_8);
		assertThat(this.guard.deny(Forge.base64(header) + ".e30.AAAA").reason()).isEqualTo(Reason.INVALID);
		String claims = Forge.claims("info", "@").replace("\"@\"", "{\"x\":" + deep + "}");
		assertThat(this.guard.deny(Forge.hmac("{\"alg\":\"HS256\"}", claims, secret, "HmacSHA256")).reason())
			.isEqualTo(Reason.INVALID);
	}

	@Test
	void aClaimThatIsThereTwiceIsNotTakenForEither() {
		String claims = Forge.claims().replace("{", "{\"sub\":\"bob\",");
		assertThat(this.guard.deny(Forge.token(claims)).reason()).isEqualTo(Reason.INVALID);
	}

	@Test
	void whatIsRememberedEndsWithTheToken() {
		this.guard.accept(RIGHT);
		this.guard.now.set(Forge.NOW.plusSeconds(631));
		assertThat(this.guard.deny(RIGHT).reason()).isEqualTo(Reason.INVALID);
	}

	@Test
	void whatIsRememberedEndsWithARevocation() {
		this.guard.accept(RIGHT);
		Guard.revoke(this.guard.revocations, "alice", Forge.NOW.plusSeconds(1));
		assertThat(this.guard.deny(RIGHT).detail()).isEqualTo("the token was revoked");
		assertThat(this.guard.accept(Forge.token(Forge.claims("sub", "bob"))).user()).isEqualTo("bob");
		this.guard.now.set(Forge.NOW.plusSeconds(2));
		this.guard.accept(Forge.token(Forge.claims("iat", Forge.NOW.getEpochSecond() + 1)));
	}

	@Test
	void aTokenThatDoesNotSayWhenItWasIssuedIsRevokedToo() {
		String token = Forge.token(Forge.claims("iat", null));
		assertThat(this.guard.accept(token).issued()).isNull();
		Guard.revoke(this.guard.revocations, "alice", Forge.NOW.plusSeconds(1));
		assertThat(this.guard.deny(token).detail()).isEqualTo("the token was revoked");
	}

	@Test
	void onlyATokenThatIsValidIsRemembered() {
		AtomicInteger asked = new AtomicInteger();
		Identity alice = new Identity("alice", null, Grants.NONE, null, Forge.NOW.plusSeconds(1), null);
		ReactiveAuthenticationManager manager = (token) -> {
			asked.incrementAndGet();
			return String.valueOf(token.getPrincipal()).startsWith("good") ? Mono.just(new IdentityToken(alice))
					: Mono.error(DeniedException.invalid("bad"));
		};
		Tokens tokens = new Tokens(manager, Clock.fixed(Forge.NOW, ZoneOffset.UTC));
		tokens.verify("good.token.x").block(Timeouts.SOON);
		tokens.verify("good.token.x").block(Timeouts.SOON);
		assertThat(asked).hasValue(1);
		for (int i = 0; i < 2; i++) {
			tokens.verify("bad.token.x").onErrorComplete().block(Timeouts.SOON);
		}
		assertThat(asked).hasValue(3);
		Tokens later = new Tokens(manager, Clock.offset(Clock.fixed(Forge.NOW, ZoneOffset.UTC), Duration.ofHours(1)));
		later.verify("good.token.x").block(Timeouts.SOON);
		later.verify("good.token.x").block(Timeouts.SOON);
		assertThat(asked).hasValue(5);
	}

	@Test
	void aTokenWithManyGrantsTakesThePlaceOfManyThatAreRemembered() {
		List<String> topics = IntStream.range(0, 256).mapToObj((i) -> "t" + i).toList();
		String token = Forge.token(Forge.claims("grants", List.of(Map.of("topics", topics, "allow", List.of("join")))));
		assertThat(Tokens.bytes(this.guard.accept(token))).isGreaterThan(30_000);
		assertThat(Tokens.bytes(this.guard.accept(RIGHT))).isLessThan(800);
		String seen = Forge.token(Forge.claims("info", Map.of("n", "x".repeat(1000))));
		assertThat(Tokens.bytes(this.guard.accept(seen))).isGreaterThan(2000);
	}

}
