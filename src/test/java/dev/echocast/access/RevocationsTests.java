package dev.echocast.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

import static org.assertj.core.api.Assertions.assertThat;

class RevocationsTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final Revocations revocations = new Revocations(Duration.ofDays(1));

	private static Identity user(String name, @Nullable Instant issued) {
		return new Identity(name, null, Grants.ALL, issued, null, null);
	}

	@Test
	void whatWasIssuedToAUserBeforeAMomentIsCovered() {
		this.revocations.add(Map.of("ada", NOW));
		assertThat(this.revocations.cover(user("ada", NOW.minusMillis(1)))).isTrue();
		assertThat(this.revocations.cover(user("ada", null))).as("nobody knows when").isTrue();
		assertThat(this.revocations.cover(user("ada", NOW))).isFalse();
		assertThat(this.revocations.cover(user("bob", NOW.minusMillis(1)))).isFalse();
		assertThat(this.revocations.cover(Identity.ofKey("ada", Grants.ALL))).isFalse();
		assertThat(this.revocations.cover(Identity.ANYBODY)).isFalse();
	}

	@Test
	void theLatestMomentCountsInWhateverOrderTheyCome() {
		this.revocations.add(Map.of("ada", NOW));
		this.revocations.add(Map.of("ada", NOW.minusSeconds(5)));
		assertThat(this.revocations.cover(user("ada", NOW.minusMillis(1)))).isTrue();
	}

	@Test
	void nobodyIsForgottenBecauseThereAreTooMany() {
		int count = Revocations.MAX_USERS + 1000;
		for (int i = 0; i < count; i++) {
			this.revocations.add(Map.of("user" + i, NOW.plusMillis(i)));
		}
		for (int i = 0; i < count; i++) {
			assertThat(this.revocations.cover(user("user" + i, NOW.minusMillis(1)))).isTrue();
		}
		assertThat(this.revocations.cover(user("user0", NOW.plusMillis(count)))).isFalse();
	}

	@Test
	void onlyNewsAreTold() {
		AtomicInteger told = new AtomicInteger();
		this.revocations.whenAdded(told::incrementAndGet);
		this.revocations.add(Map.of("ada", NOW, "bob", NOW));
		assertThat(told).hasValue(1);
		this.revocations.add(Map.of("ada", NOW, "bob", NOW.minusMillis(1)));
		this.revocations.add(Map.of());
		assertThat(told).hasValue(1);
		this.revocations.add(Map.of("ada", NOW.plusMillis(1)));
		assertThat(told).hasValue(2);
	}

	@Test
	void aTokenThatMayOutliveARevocationIsRefusedForAllItsLife() {
		Duration day = Duration.ofDays(1);
		assertThat(isValid(NOW, NOW.plus(day), NOW)).isTrue();
		assertThat(isValid(NOW, NOW.plus(day.multipliedBy(2)), NOW)).isFalse();
		assertThat(isValid(NOW, NOW.plus(day.multipliedBy(2)), NOW.plus(day))).isFalse();
	}

	private static boolean isValid(Instant issued, Instant expires, Instant now) {
		Jwt token = Jwt.withTokenValue("x")
			.header("typ", "JWT")
			.issuedAt(issued)
			.expiresAt(expires)
			.subject("ada")
			.build();
		return !TokenValidators.of(null, List.of(), Duration.ofDays(1), Clock.fixed(now, ZoneOffset.UTC))
			.validate(token)
			.hasErrors();
	}

}
