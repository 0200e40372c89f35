package dev.echocast.engine;

import java.time.Duration;

/**
 * How much is kept for followers that come late.
 *
 * @param size how many publications of a topic; 0 keeps none
 * @param ttl for how long
 * @param bytes how much in all topics together, in bytes of payload and of what holds it
 */
public record HistoryLimits(int size, Duration ttl, long bytes) {

}
