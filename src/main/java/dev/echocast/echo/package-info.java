/**
 * The echo endpoints: what a peer sends comes back. Backpressure goes from the peer's
 * reading to the peer's writing; nothing is queued in between.
 */
@NullMarked
package dev.echocast.echo;

import org.jspecify.annotations.NullMarked;
