package dev.echocast.memory;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much memory peers may make this node hold.
 *
 * @param limit for all peers together; over it handshakes, event streams and bodies get
 * 503, and the largest holder is closed with 1013. By default a quarter of the heap,
 * which leaves room for history, waiting publishers and the service itself.
 */
@Validated
@ConfigurationProperties(prefix = "echocast.memory", ignoreUnknownFields = false)
public record MemoryProperties(@Nullable DataSize limit) {

	private static final int SHARE = 4;

	long bytes() {
		return (this.limit != null) ? this.limit.toBytes() : Runtime.getRuntime().maxMemory() / SHARE;
	}

}
