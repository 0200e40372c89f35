package dev.echocast.access;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import dev.echocast.access.AccessProperties.Key;
import dev.echocast.support.Timeouts;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Somebody reads every log, at every level, every message and what every object says of
 * itself.
 */
class LeakTests {

	private static final String KEY = "a-key-that-nobody-may-see-0123456789";

	private final List<String> told = new ArrayList<>();

	@Test
	void noTokenKeyOrSecretIsTold() throws Exception {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Level level = root.getLevel();
		ListAppender<ILoggingEvent> events = new ListAppender<>();
		events.start();
		List<Appender<ILoggingEvent>> others = new ArrayList<>();
		root.iteratorForAppenders().forEachRemaining(others::add);
		others.forEach(root::detachAppender);
		root.addAppender(events);
		root.setLevel(Level.TRACE);
		List<String> credentials = credentials();
		try {
			for (Guard guard : List.of(Guard.withSecret(), Guard.withSecret(Forge.SECRET, Forge.SECRET + "before"),
					Guard.withPublicKey("RS256"), Guard.withProvider("RS256"), away(),
					Guard.withKeys(new Key("program", List.of(hash(KEY)), List.of())))) {
				for (String credential : credentials) {
					show(guard, credential);
				}
				tell(guard.access);
			}
		}
		finally {
			root.setLevel(level);
			root.detachAppender(events);
			others.forEach(root::addAppender);
		}
		for (ILoggingEvent event : List.copyOf(events.list)) {
			this.told.add(event.getFormattedMessage());
			if (event.getThrowableProxy() != null) {
				this.told.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
		}
		assertThat(this.told).hasSizeGreaterThan(100).anyMatch((line) -> line.contains("LeakTests sees this"));
		for (String secret : parts(credentials)) {
			assertThat(this.told.stream().filter((line) -> line.contains(secret))).isEmpty();
		}
	}

	@Test
	void nothingThatHoldsASecretShowsIt() {
		AccessProperties.Jwt own = new AccessProperties.Jwt(Forge.SECRET, Forge.SECRET, List.of());
		TokenSource source = TokenSource.of(own, new OAuth2ResourceServerProperties().getJwt(), () -> {
			throw new AssertionError();
		});
		assertThat(source).isNotNull();
		for (Object holder : List.of(own, source, source.keys(), Guard.withSecret().access,
				new AccessProperties(List.of(), own, List.of(), null, false, Duration.ofHours(1)),
				new IdentityToken(Guard.withSecret().accept(Forge.token(Forge.claims()))))) {
			assertThat(holder.toString()).doesNotContain(Forge.SECRET, Forge.base64(Forge.SECRET));
		}
	}

	private void show(Guard guard, String credential) {
		LoggerFactory.getLogger(LeakTests.class).trace("LeakTests sees this");
		for (int twice = 0; twice < 2; twice++) {
			for (MockServerHttpRequest.BaseBuilder<?> request : List.of(
					MockServerHttpRequest.get("/").header("Authorization", "Bearer " + credential),
					MockServerHttpRequest.get("/").header("Authorization", "Basic " + credential),
					MockServerHttpRequest.get("/").header("Sec-WebSocket-Protocol", "bearer." + credential),
					MockServerHttpRequest.get("/").cookie(new HttpCookie("session", credential)))) {
				Throwable failure = catchThrowable(
						() -> tell(guard.access.identify(request.build(), true).block(Timeouts.SOON)));
				if (failure != null) {
					StringWriter trace = new StringWriter();
					failure.printStackTrace(new PrintWriter(trace));
					this.told.add(trace.toString());
				}
			}
			Throwable failure = catchThrowable(() -> tell(guard.access.verify(credential).block(Timeouts.SOON)));
			if (failure instanceof DeniedException denied) {
				this.told.add(denied.reason().challenge(denied.detail()));
				this.told.add(denied.who());
			}
		}
	}

	private void tell(Object holder) {
		this.told.add(String.valueOf(holder));
	}

	private static Guard away() {
		Guard guard = Guard.withProvider("RS256");
		guard.provider.set(Mono.just("<html>"));
		return guard;
	}

	private static List<String> credentials() {
		byte[] secret = Forge.SECRET.getBytes(StandardCharsets.UTF_8);
		List<String> all = new ArrayList<>(
				List.of(KEY, KEY + "wrong", Forge.token(Forge.claims()),
						Forge.token(Forge.claims("sub", "bob", "info", Map.of("name", "Bob"))),
						Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"known\"}", Forge.claims()),
						Forge.rs256("{\"alg\":\"RS256\",\"kid\":\"known\"}", Forge.claims()) + "A",
						Forge.hmac("{\"alg\":\"none\"}", Forge.claims(), secret, "HmacSHA256"),
						Forge.hmac("{\"alg\":\"HS512\"}", Forge.claims(), secret, "HmacSHA512"),
						Forge.hmac("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", Forge.claims(), secret,
								"HmacSHA256"),
						Forge.hmac("{\"alg\":", Forge.claims(), secret, "HmacSHA256"),
						Forge.hmac("{\"alg\":\"HS256\"}", "no claims at all", secret, "HmacSHA256")));
		for (String claim : List.of("exp", "nbf", "iat", "grants", "info", "aud", "iss")) {
			all.add(Forge.token(Forge.claims(claim, "a-value-that-is-wrong-of-" + claim)));
		}
		return all;
	}

	/**
	 * What may be in no line: each signature, claims as they are in a token and as they
	 * are read, and secrets in each form.
	 */
	private static List<String> parts(List<String> credentials) {
		List<String> parts = new ArrayList<>(List.of(KEY, Forge.SECRET, Forge.base64(Forge.SECRET),
				Base64.getEncoder().encodeToString(Forge.SECRET.getBytes(StandardCharsets.UTF_8)),
				HexFormat.of().formatHex(Forge.SECRET.getBytes(StandardCharsets.UTF_8)), "a-value-that-is-wrong"));
		for (String credential : credentials) {
			String[] segments = credential.split("[.]");
			parts.add(credential);
			if (segments.length == 3) {
				parts.add(segments[1]);
				parts.add(segments[2]);
			}
		}
		return parts;
	}

	private static String hash(String key) {
		return HexFormat.of().formatHex(Sha256.of(key.getBytes(StandardCharsets.UTF_8)));
	}

}
