package dev.echocast.session;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this node says goodbye when it is stopped.
 *
 * @param period over how long the sessions are closed, evenly; each then has the close
 * timeout to answer. All of them reconnect elsewhere within that time, so the more there
 * are, the longer it should be; the sum must stay below the grace period that whoever
 * stops the process allows. 0 closes them all at once.
 */
@Validated
@ConfigurationProperties(prefix = "echocast.drain", ignoreUnknownFields = false)
public record DrainProperties(@DefaultValue("5s") @NotNull @DurationMin Duration period) {

}
