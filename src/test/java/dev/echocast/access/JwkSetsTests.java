package dev.echocast.access;

import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import java.util.stream.IntStream;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.echocast.support.Timeouts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Strangers name keys that nobody has, and the provider is slow, away or says nonsense.
 */
class JwkSetsTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

	private final AtomicReference<Mono<String>> answer = new AtomicReference<>(Mono.just(Forge.set("a")));

	private final AtomicInteger fetches = new AtomicInteger();

	private final JwkSets keys = new JwkSets(Mono.defer(() -> {
		this.fetches.incrementAndGet();
		return this.answer.get();
	}), this.nanos::get);

	@Test
	void keysAreKeptUntilTheyAreOld() {
		for (int i = 0; i < 100; i++) {
			assertThat(names("a")).containsExactly("a");
			assertThat(names(null)).containsExactly("a");
		}
		pass(JwkSets.MAX_AGE.minusNanos(1));
		assertThat(names("a")).containsExactly("a");
		assertThat(this.fetches).hasValue(1);
		pass(Duration.ofNanos(1));
		this.answer.set(Mono.just(Forge.set("b")));
		assertThat(names("a")).containsExactly("b");
		assertThat(this.fetches).hasValue(2);
	}

	@Test
	void keysAreKeptWhileTheProviderIsAway() {
		names("a");
		for (Mono<String> bad : List.of(Mono.<String>error(new IllegalStateException("away")), Mono.<String>empty(),
				Mono.just("<html>"), Mono.just("{\"keys\":1}"), Mono.just(""))) {
			pass(JwkSets.MAX_AGE);
			this.answer.set(bad);
			assertThat(names("a")).containsExactly("a");
			assertThat(names("a")).containsExactly("a");
		}
		assertThat(this.fetches).hasValue(6);
	}

	@Test
	void namesThatNobodyKnowsFetchOnceInAPause() {
		names("a");
		pass(JwkSets.PAUSE);
		for (int i = 0; i < 10_000; i++) {
			assertThat(names("stranger" + i)).containsExactly("a");
		}
		assertThat(this.fetches).hasValue(2);
		pass(JwkSets.PAUSE);
		names("stranger");
		assertThat(this.fetches).hasValue(3);
	}

	@Test
	void aNewKeyIsKnownAfterAPause() {
		names("a");
		this.answer.set(Mono.just(Forge.set("a", "b")));
		assertThat(names("b")).containsExactly("a");
		pass(JwkSets.PAUSE);
		assertThat(names("b")).containsExactly("a", "b");
	}

	@Test
	void aFetchThatFailsIsForgottenAfterAPause() {
		this.answer.set(Mono.error(new IllegalStateException("away")));
		for (int i = 0; i < 100; i++) {
			assertThat(catchThrowable(() -> names("a"))).isNotNull();
		}
		assertThat(this.fetches).hasValue(1);
		this.answer.set(Mono.just(Forge.set("a")));
		pass(JwkSets.PAUSE);
		assertThat(names("a")).containsExactly("a");
	}

	@Test
	void aSetWithoutKeysIsAskedForAgainAfterAPause() {
		this.answer.set(Mono.just("{\"keys\":[]}"));
		assertThat(names(null)).isEmpty();
		this.answer.set(Mono.just(Forge.set("a")));
		assertThat(names(null)).isEmpty();
		pass(JwkSets.PAUSE);
		assertThat(names(null)).containsExactly("a");
	}

	@Test
	void aSlowProviderKeepsOneWaitingWhoseKeyIsKnown() {
		names("a");
		pass(JwkSets.MAX_AGE);
		Sinks.One<String> slow = Sinks.one();
		this.answer.set(slow.asMono());
		AtomicReference<@Nullable List<JWK>> first = new AtomicReference<>();
		Disposable waiting = this.keys.keys(Forge.naming("a")).collectList().subscribe(first::set);
		assertThat(first).hasNullValue();
		for (int i = 0; i < 100; i++) {
			assertThat(names("a")).containsExactly("a");
		}
		assertThat(this.fetches).hasValue(2);
		slow.tryEmitValue(Forge.set("b"));
		assertThat(first).doesNotHaveNullValue();
		assertThat(names("b")).containsExactly("b");
		assertThat(waiting.isDisposed()).isTrue();
	}

	@Test
	void aFetchGoesOnWhenWhoAskedForItGoesAway() {
		Sinks.One<String> slow = Sinks.one();
		this.answer.set(slow.asMono());
		this.keys.keys(Forge.naming("a")).collectList().subscribe().dispose();
		AtomicReference<@Nullable List<JWK>> second = new AtomicReference<>();
		Disposable waiting = this.keys.keys(Forge.naming("a")).collectList().subscribe(second::set);
		slow.tryEmitValue(Forge.set("a"));
		assertThat(second.get()).hasSize(1);
		assertThat(waiting.isDisposed()).isTrue();
		assertThat(this.fetches).hasValue(1);
	}

	@Test
	void manyThreadsShareAFetchInEachPause() throws Exception {
		int threads = 8;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			for (int round = 1; round <= 200; round++) {
				CountDownLatch start = new CountDownLatch(1);
				List<Future<Void>> ended = new ArrayList<>();
				for (int i = 0; i < threads; i++) {
					String name = "stranger" + i;
					ended.add(executor.submit(() -> {
						start.await();
						for (int j = 0; j < 20; j++) {
							assertThat(names(name)).containsExactly("a");
						}
						return null;
					}));
				}
				start.countDown();
				for (Future<Void> end : ended) {
					end.get(Timeouts.SOON.toMillis(), TimeUnit.MILLISECONDS);
				}
				assertThat(this.fetches).hasValue(round);
				pass(JwkSets.PAUSE);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void whatSignsNoTokenIsNoKey() throws Exception {
		JWK secret = new OctetSequenceKey.Builder(new byte[64]).keyID("secret").build();
		JWK encrypts = new RSAKey.Builder(Forge.publicKey()).keyID("encrypts").keyUse(KeyUse.ENCRYPTION).build();
		JWK whole = new RSAKey.Builder(Forge.publicKey()).privateKey(Forge.RSA.getPrivate()).keyID("whole").build();
		this.answer.set(Mono.just(new JWKSet(List.of(secret, encrypts, whole)).toString(false)));
		List<JWK> found = found("whole");
		assertThat(found).singleElement()
			.satisfies((key) -> assertThat(key.isPrivate()).isFalse())
			.extracting(JWK::getKeyID)
			.isEqualTo("whole");
	}

	@Test
	void ofVeryManyKeysSomeAreTried() {
		this.answer
			.set(Mono.just(Forge.set(IntStream.range(0, 1000).mapToObj(String::valueOf).toArray(String[]::new))));
		assertThat(names("0")).hasSize(64);
		names("999");
		assertThat(this.fetches).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "null", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[1]}", "{\"keys\":[{\"kty\":\"RSA\"}]}" })
	void garbageIsNoSet(String garbage) {
		this.answer.set(Mono.just(garbage));
		assertThat(catchThrowable(() -> names("a"))).hasMessage("what was fetched is no JWK set");
	}

	@Test
	void whatNestsVeryDeeplyIsNoSet() {
		this.answer.set(Mono.just("{\"keys\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
		assertThat(catchThrowable(() -> names("a"))).isNotNull();
		this.answer.set(Mono.just(Forge.set("a")));
		pass(JwkSets.PAUSE);
		assertThat(names("a")).containsExactly("a");
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private List<String> names(@Nullable String named) {
		return found(named).stream().map(JWK::getKeyID).toList();
	}

	private List<JWK> found(@Nullable String named) {
		return this.keys.keys(Forge.naming(named)).collectList().blockOptional(Timeouts.SOON).orElseThrow();
	}

}
