package dev.echocast.broadcast;

import dev.echocast.session.QueueProperties;
import jakarta.validation.Valid;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How topics are served.
 *
 * @param queue what may wait for one member
 * @param history what a topic keeps for replay
 */
@Validated
@ConfigurationProperties(prefix = "echocast.broadcast", ignoreUnknownFields = false)
public record BroadcastProperties(@DefaultValue @Valid @NestedConfigurationProperty QueueProperties queue,
		@DefaultValue @Valid @NestedConfigurationProperty HistoryProperties history) {

}
