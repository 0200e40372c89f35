/**
 * What is open on this node: the {@link dev.echocast.session.SessionRegistry}, each
 * session's counts, and the bounded {@link dev.echocast.session.OutboundQueue} with its
 * overflow policies.
 *
 * <p>
 * Invariants: counting a message takes no lock and no allocation; a session leaves the
 * registry exactly once, however its connection ended; every queue is bounded by messages
 * and bytes, and every message it loses is counted.
 */
@NullMarked
package dev.echocast.session;

import org.jspecify.annotations.NullMarked;
