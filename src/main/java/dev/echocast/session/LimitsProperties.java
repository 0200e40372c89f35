package dev.echocast.session;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What peers may take of this node; 0 means no limit.
 *
 * @param maxSessions how many sessions may be open; over it 503. Set it per pod size.
 * @param perAddress how many sessions one address may have open; over it 429. Behind a
 * proxy it needs {@code server.forward-headers-strategy}.
 * @param messagesPerSecond how many messages and pings a session may send in a second;
 * over it 1008. A second's worth may come at once.
 */
@Validated
@ConfigurationProperties(prefix = "echocast.limits", ignoreUnknownFields = false)
public record LimitsProperties(@DefaultValue("0") @Min(0) int maxSessions, @DefaultValue("0") @Min(0) int perAddress,
		@DefaultValue("0") @Min(0) int messagesPerSecond) {

}
