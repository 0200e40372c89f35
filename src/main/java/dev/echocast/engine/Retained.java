package dev.echocast.engine;

/**
 * How much is kept of a topic.
 *
 * @param position of the latest publication, offset 0 before the first
 * @param publications how many can be read
 */
public record Retained(Position position, int publications) {

}
