/**
 * The port behind broadcast, {@link dev.echocast.engine.BroadcastEngine}, and the engine
 * of a single node. It orders and carries messages and knows neither WebSocket nor HTTP.
 *
 * <p>
 * Invariants: offsets of an epoch rise by one without a hole; all followers see the same
 * order; a publisher is held back by followers without demand, never dropped for them.
 */
@NullMarked
package dev.echocast.engine;

import org.jspecify.annotations.NullMarked;
