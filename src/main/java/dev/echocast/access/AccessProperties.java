package dev.echocast.access;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may do what. With none of keys, anonymous grants and sources of tokens everybody
 * may do everything.
 *
 * @param keys API keys, for programs
 * @param jwt tokens, for users, beside what {@code spring.security.oauth2} says of them
 * @param anonymous what a peer may do that shows neither; nothing by default
 * @param cookie the name of a cookie that has a token; none by default. It is taken only
 * from pages of allowed origins.
 * @param queryParameter whether a token is taken from the query, as {@code access_token}.
 * What stands in front may log it.
 * @param maxTokenLife the longest life of a token, from now to its end; longer ones are
 * refused. For so long a user's revocation is remembered.
 */
@Validated
@ConfigurationProperties(prefix = "echocast.access", ignoreUnknownFields = false)
public record AccessProperties(@DefaultValue List<Key> keys, @DefaultValue Jwt jwt,
		@DefaultValue List<GrantProperties> anonymous,
		@Nullable @Pattern(regexp = "[!#$%&'*+.^_`|~0-9A-Za-z-]+", message = "must be a cookie's name") String cookie,
		@DefaultValue("false") boolean queryParameter,
		@DefaultValue("24h") @NotNull @DurationMin(seconds = 1) Duration maxTokenLife) {

	/**
	 * A key. Who has it is known by the name, in logs and listings; the key itself is
	 * nowhere.
	 *
	 * @param name for people
	 * @param sha256 the key's hash in hexadecimal digits; two while it is replaced
	 * @param grants what it allows
	 */
	record Key(@Nullable String name, @DefaultValue List<String> sha256, @DefaultValue List<GrantProperties> grants) {

	}

	/**
	 * Tokens.
	 *
	 * @param secret of tokens that are signed with HS256, at least 32 bytes
	 * @param previousSecret one whose tokens are still taken
	 * @param grants for tokens that have no claim {@code grants}
	 */
	record Jwt(@Nullable String secret, @Nullable String previousSecret, @DefaultValue List<GrantProperties> grants) {

		@Override
		public String toString() {
			return "Jwt[grants=" + this.grants + "]";
		}

	}

	/**
	 * A grant.
	 *
	 * @param topics patterns of topics
	 * @param allow actions
	 */
	record GrantProperties(@DefaultValue List<String> topics, @DefaultValue List<String> allow) {

	}

}
