/**
 * WebSockets on Reactor Netty, by the rules of {@code dev.echocast.frame}.
 * {@link dev.echocast.transport.Endpoint} is what the service's handlers implement;
 * sessions reach them as Spring's {@code WebSocketSession}.
 *
 * <p>
 * Invariants:
 * <ol>
 * <li>A connection is confined to its event loop; other threads hop there.</li>
 * <li>Nothing is read that was not requested, and nothing is requested from a source
 * before the channel takes more: per connection at most one read of the socket, one
 * message under assembly and one high watermark of output are held.</li>
 * <li>Memory grows with bytes received, never with a length declared.</li>
 * <li>A peer that breaks the protocol costs its own connection.</li>
 * <li>Who retains a buffer releases it; inbound payloads are borrowed by
 * {@code onNext}.</li>
 * </ol>
 */
@NullMarked
package dev.echocast.transport;

import org.jspecify.annotations.NullMarked;
