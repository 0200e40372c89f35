package dev.echocast.engine;

/**
 * What became of a publish.
 *
 * @param position the place of its last message
 * @param replayed whether it had this place already: an earlier publish under the same
 * key had got it, and nothing was published now
 */
public record Placement(Position position, boolean replayed) {

}
