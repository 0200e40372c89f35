package dev.echocast.engine;

import java.util.List;

/**
 * What is kept of a topic at one moment.
 *
 * @param position of the latest publication, offset 0 before the first
 * @param publications those asked for, oldest first
 * @param complete whether nothing is missing between the position asked for and the first
 * of them
 */
public record History(Position position, List<Publication> publications, boolean complete) {

}
