package dev.echocast.broadcast;

import java.time.Duration;

import dev.echocast.engine.HistoryLimits;
import dev.echocast.transport.SizeRange;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What topics keep for members that come late or come back.
 *
 * @param size how many messages a topic keeps; 0 turns history off
 * @param ttl how long a topic keeps them. The default gives a peer that lost its network
 * time to come back.
 * @param bytes how much all topics keep together, by default 64 MB and at most an eighth
 * of the heap. When it is used up, a topic keeps fewer messages.
 */
public record HistoryProperties(@DefaultValue("100") @Min(0) int size,
		@DefaultValue("5m") @NotNull @DurationMin(seconds = 1) Duration ttl,
		@Nullable @SizeRange(min = 0, max = 1L << 40) DataSize bytes) {

	private static final long MAX_BYTES = 64 * 1024 * 1024;

	private static final int SHARE = 8;

	HistoryLimits limits() {
		long bytes = (this.bytes != null) ? this.bytes.toBytes()
				: Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / SHARE);
		return new HistoryLimits(this.size, this.ttl, bytes);
	}

}
