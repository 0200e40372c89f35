package dev.echocast.access;

import java.time.Clock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.security.oauth2.server.resource.authentication.JwtReactiveAuthenticationManager;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Who may do what, as configured.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ AccessProperties.class, OAuth2ResourceServerProperties.class })
class AccessConfiguration {

	@Bean
	static UserPlaceholders userPlaceholders() {
		return new UserPlaceholders();
	}

	@Bean
	static QuietBinding quietBinding() {
		return new QuietBinding();
	}

	@Bean
	Revocations revocations(AccessProperties properties) {
		return new Revocations(properties.maxTokenLife());
	}

	@Bean
	Access access(AccessProperties properties, OAuth2ResourceServerProperties spring, Revocations revocations,
			Clock clock, ReactorResourceFactory resources) {
		return create(properties, spring.getJwt(), revocations, clock,
				() -> WebClient.builder()
					.clientConnector(new ReactorClientHttpConnector(resources, (client) -> client))
					.build());
	}

	/**
	 * Create it.
	 * @param client makes what a provider is asked with
	 */
	static Access create(AccessProperties properties, OAuth2ResourceServerProperties.Jwt spring,
			Revocations revocations, Clock clock, Supplier<WebClient> client) {
		TokenSource source = TokenSource.of(properties.jwt(), spring,
				() -> new Provider(client.get(), Provider.TIMEOUT));
		Access access = new Access(new Credential(properties.cookie(), properties.queryParameter()),
				GrantReader.configured("echocast.access.anonymous", properties.anonymous()),
				new ApiKeys(properties.keys()), tokens(source, properties, spring, clock), revocations);
		if (access.isOpen()) {
			checkNobodyIsMeantToBeAsked(properties, spring);
		}
		return access;
	}

	/**
	 * Who says what tokens may do, or where they are, and forgets where they come from,
	 * does not mean to let everybody in.
	 */
	private static void checkNobodyIsMeantToBeAsked(AccessProperties properties,
			OAuth2ResourceServerProperties.Jwt spring) {
		String property = !properties.jwt().grants().isEmpty() ? "echocast.access.jwt.grants"
				: (properties.cookie() != null) ? "echocast.access.cookie"
						: properties.queryParameter() ? "echocast.access.query-parameter"
								: !spring.getAudiences().isEmpty()
										? "spring.security.oauth2.resourceserver.jwt.audiences" : null;
		if (property != null) {
			throw new MisconfiguredException(property,
					"is of no use, and everything is open to all, without keys or a source of tokens");
		}
	}

	@Bean
	SmartInitializingSingleton accessWarmUp(Access access) {
		return () -> access.warmUp().subscribeOn(Schedulers.boundedElastic()).subscribe();
	}

	@Bean
	OpenToAll openToAll(Access access) {
		return new OpenToAll(access);
	}

	private static @Nullable Tokens tokens(@Nullable TokenSource source, AccessProperties properties,
			OAuth2ResourceServerProperties.Jwt spring, Clock clock) {
		Grants grants = GrantReader.configured("echocast.access.jwt.grants", properties.jwt().grants());
		if (source == null) {
			return null;
		}
		JwtReactiveAuthenticationManager manager = new JwtReactiveAuthenticationManager(
				TokenDecoder.of(source, spring, properties.maxTokenLife(), clock));
		Claims claims = new Claims(grants, clock);
		manager.setJwtAuthenticationConverter(
				(token) -> Mono.fromSupplier(() -> new IdentityToken(claims.identity(token))));
		return new Tokens(manager, clock);
	}

}
