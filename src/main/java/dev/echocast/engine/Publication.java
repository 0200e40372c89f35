package dev.echocast.engine;

import java.time.Instant;

/**
 * A message that has its place in a topic.
 *
 * @param message what was published
 * @param position its place
 * @param time when it got the place
 */
public record Publication(Message message, Position position, Instant time) {

}
