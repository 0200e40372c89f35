package dev.echocast.transport;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How WebSocket connections are treated.
 *
 * @param maxMessageSize the largest message taken from a peer, all its fragments
 * together; a larger one closes with 1009. The default suffices for JSON and small media.
 * @param closeTimeout how long a peer may take to complete the closing handshake before
 * the connection is cut
 */
@Validated
@ConfigurationProperties(prefix = "echocast.transport", ignoreUnknownFields = false)
public record TransportProperties(
		@DefaultValue("1MB") @NotNull @SizeRange(min = 125, max = 1 << 30) DataSize maxMessageSize,
		@DefaultValue("5s") @NotNull @DurationMin(millis = 1) Duration closeTimeout) {

}
