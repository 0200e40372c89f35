package dev.echocast.access;

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

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final WebClient client;

	Provider(WebClient client) {
		this.client = client;
	}

	/**
	 * The JWK set as it is now.
	 * @param uri its address; {@code null} when the issuer is to be asked
	 */
	Mono<String> jwkSet(@Nullable String uri, @Nullable String issuer) {
		Mono<String> address = (uri != null) ? Mono.just(uri) : discover(String.valueOf(issuer));
		return address.flatMap(this::get).timeout(TIMEOUT);
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
			return configuration.path("jwks_uri").asString();
		});
	}

	private Mono<String> get(String uri) {
		return this.client.get().uri(uri).retrieve().bodyToMono(String.class);
	}

}
