/**
 * Topics: what one member sends, all members receive. A publication goes from the
 * {@link dev.echocast.engine.BroadcastEngine} through its
 * {@link dev.echocast.broadcast.Topics topic} to the event loops that have members, and
 * there into each member's queue.
 *
 * <p>
 * Invariants:
 * <ol>
 * <li>All members of a topic see the same order, whoever publishes.</li>
 * <li>A message is turned into wire bytes once, and crosses threads once per event
 * loop.</li>
 * <li>A slow member fills its own queue and no other's; publishers are held back only by
 * event loops that have no time.</li>
 * </ol>
 */
@NullMarked
package dev.echocast.broadcast;

import org.jspecify.annotations.NullMarked;
