package dev.echocast.broadcast;

import java.time.Duration;

import dev.echocast.engine.HistoryLimits;
import dev.echocast.transport.SizeRange;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What topics keep for members that come late or come back.
 *
 * @param size how many messages a topic keeps; 0 turns history off
 * @param ttl how long a topic keeps them. The default gives a peer that lost its network
 * time to come back.
 * @param bytes how much all topics keep together. When it is used up, a topic keeps fewer
 * messages.
 */
public record HistoryProperties(@DefaultValue("100") @Min(0) int size,
		@DefaultValue("5m") @NotNull @DurationMin(seconds = 1) Duration ttl,
		@DefaultValue("64MB") @NotNull @SizeRange(min = 0, max = 1L << 40) DataSize bytes) {

	HistoryLimits limits() {
		return new HistoryLimits(this.size, this.ttl, this.bytes.toBytes());
	}

}
