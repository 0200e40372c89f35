package dev.echocast.session;

import dev.echocast.transport.SizeRange;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds of a session's outbound queue.
 *
 * @param messages how many messages may wait for one member. The default is the 1000 of
 * the C++ servers that Echocast replaces.
 * @param bytes how many bytes may wait for one member
 * @param overflow what happens when a message does not fit
 */
public record QueueProperties(@DefaultValue("1000") @Min(1) int messages,
		@DefaultValue("1MB") @NotNull @SizeRange(min = 1024, max = 1 << 30) DataSize bytes,
		@DefaultValue("disconnect") @NotNull OverflowPolicy overflow) {

}
