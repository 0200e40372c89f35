package dev.echocast.session;

import java.util.List;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What peers may take of this node; 0 means no limit.
 *
 * @param maxSessions how many sessions may be open; over it 503. Set it per pod size.
 * @param perAddress how many sessions one address, or one IPv6 subnet of 64 bits, may
 * have open; over it 429. Behind a proxy it needs {@code trustedProxies}.
 * @param perUser how many sessions one user may have open on this node; over it 429
 * @param messagesPerSecond how many messages and pings a session may send in a second;
 * over it 1008. A second's worth may come at once.
 * @param trustedProxies addresses and subnets of proxies whose {@code X-Forwarded-For} or
 * {@code Forwarded} is believed. The last entry that is none of them is the peer; without
 * any it is whoever has connected.
 */
@Validated
@ConfigurationProperties(prefix = "echocast.limits", ignoreUnknownFields = false)
public record LimitsProperties(@DefaultValue("0") @Min(0) int maxSessions, @DefaultValue("0") @Min(0) int perAddress,
		@DefaultValue("0") @Min(0) int perUser, @DefaultValue("0") @Min(0) int messagesPerSecond,
		@DefaultValue List<@SubnetForm String> trustedProxies) {

}
