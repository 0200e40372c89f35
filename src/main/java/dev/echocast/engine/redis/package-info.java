/**
 * The engine that spans nodes: topics live in Redis, which orders their messages by a
 * script, keeps the latest in a stream and announces each to the nodes that follow the
 * topic. What an announcement says is checked against offsets; what it lacks is read from
 * the stream.
 *
 * <p>
 * Invariants: a publication that was acknowledged is in the stream; followers get offsets
 * in order and none twice; what cannot be had any more shows as a hole in the offsets or
 * as a new epoch. No thread and no connection per topic; no queue without a bound.
 */
@NullMarked
package dev.echocast.engine.redis;

import org.jspecify.annotations.NullMarked;
