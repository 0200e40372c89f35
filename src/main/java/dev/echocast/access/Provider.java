package dev.echocast.access;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a provider of tokens for its JWK set, whose address an OpenID provider tells.
 */
final class Provider {

	/** Less than {@link JwkSets#PAUSE}: one question is over before the next. */
	static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final WebClient client;

	private final Duration timeout;

	/**
	 * Create it.
	 * @param timeout for all that is asked to get a JWK set
	 */
	Provider(WebClient client, Duration timeout) {
		this.client = client;
		this.timeout = timeout;
	}

	/**
	 * The JWK set as it is now.
	 * @param uri its address; {@code null} when the issuer is to be asked
	 */
	Mono<String> jwkSet(@Nullable String uri, @Nullable String issuer) {
		Mono<String> address = (uri != null) ? Mono.just(uri) : discover(String.valueOf(issuer));
		return address.flatMap(this::get).timeout(this.timeout);
	}

	/**
	 * OpenID Connect Discovery 1.0, section 4.
	 */
	private Mono<String> discover(String issuer) {
		String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
		return get(base + "/.well-known/openid-configuration").map((json) -> {
			JsonNode configuration = JsonMapper.shared().readTree(json);
			if (!issuer.equals(configuration.path("issuer").asString(""))) {
				throw new IllegalStateException("the provider calls itself something else than issuer-uri");
			}
			String keys = configuration.path("jwks_uri").asString("");
			if (!keys.startsWith("https://") && (issuer.startsWith("https://") || !keys.startsWith("http://"))) {
				throw new IllegalStateException("the provider tells no jwks_uri that is as safe as issuer-uri");
			}
			return keys;
		});
	}

	private Mono<String> get(String uri) {
		return this.client.get()
			.uri(URI.create(uri))
			.exchangeToMono((response) -> response.statusCode().is2xxSuccessful() ? response.bodyToMono(String.class)
					: response.releaseBody()
						.then(Mono
							.error(() -> new IllegalStateException("the provider answered " + response.statusCode()))));
	}

}
