package dev.echocast.transport;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How WebSocket connections are treated.
 *
 * @param maxMessageSize the largest message taken from a peer, all its fragments together
 * and decompressed; a larger one closes with 1009. The default suffices for JSON and
 * small media.
 * @param messageTimeout how long a message may take from its first byte to its last,
 * while it is being read; a slower one closes with 1008
 * @param handshakeTimeout how long a request's head may take; a slower one gets 408. It
 * ends connections that drip a byte at a time.
 * @param requestTimeout how long a whole request may take, its body included; a slower
 * one gets 408
 * @param closeTimeout how long a peer may take to complete the closing handshake before
 * the connection is cut
 * @param pingInterval after how much silence a peer is pinged. The default is below the
 * idle timeouts of 30 to 60 s of common proxies.
 * @param pongTimeout how long a pinged peer may stay silent before it is closed with
 * 1008, and cut if it does not answer that either
 * @param allowedOrigins origins of pages that may connect and use the HTTP API beside
 * those of this host, such as {@code https://app.example}, or {@code *} for any
 * @param compression whether permessage-deflate is negotiated. It doubles the CPU a
 * message costs.
 * @param compressionThreshold smaller messages are sent uncompressed
 * @param compressionContextTakeover whether peers may compress a message in the context
 * of their earlier ones, which keeps some 33 KiB per session
 */
@Validated
@ConfigurationProperties(prefix = "echocast.transport", ignoreUnknownFields = false)
public record TransportProperties(
		@DefaultValue("1MB") @NotNull @SizeRange(min = 125, max = 1 << 30) DataSize maxMessageSize,
		@DefaultValue("60s") @NotNull @DurationMin(millis = 1) Duration messageTimeout,
		@DefaultValue("10s") @NotNull @DurationMin(millis = 1) Duration handshakeTimeout,
		@DefaultValue("60s") @NotNull @DurationMin(millis = 1) Duration requestTimeout,
		@DefaultValue("5s") @NotNull @DurationMin(millis = 1) Duration closeTimeout,
		@DefaultValue("25s") @NotNull @DurationMin(millis = 1) Duration pingInterval,
		@DefaultValue("10s") @NotNull @DurationMin(millis = 1) Duration pongTimeout,
		@DefaultValue List<@Pattern(regexp = "\\*|https?://[^/\\s]+",
				message = "must be * or an origin such as https://app.example") String> allowedOrigins,
		@DefaultValue("false") boolean compression,
		@DefaultValue("256B") @NotNull @SizeRange(min = 0, max = 1 << 30) DataSize compressionThreshold,
		@DefaultValue("false") boolean compressionContextTakeover) {

	Duration keepaliveTick() {
		return Keepalive.tick(this.pingInterval, this.pongTimeout);
	}

}
