/**
 * Frames and messages as RFC 6455 (sections 5, 7.4 and 8.1) and RFC 7692 have them, for
 * the server's side and the client's: what comes from the peer is parsed, checked and
 * assembled here, and what goes to it is given its form. It knows buffers, but neither
 * channels nor threads nor time.
 *
 * <p>
 * {@link dev.echocast.frame.FrameDecoder} takes bytes and tells frames to
 * {@link dev.echocast.frame.MessageAssembler}, which tells messages, or to
 * {@link dev.echocast.frame.FrameForwarder}, which tells pieces of frames.
 *
 * <p>
 * Invariants:
 * <ol>
 * <li>What breaks a rule fails with {@link dev.echocast.frame.ProtocolViolation} as soon
 * as its first byte is here; each rule is in one place, for both sides.</li>
 * <li>Memory grows with bytes received, never with a length declared.</li>
 * <li>What a sink is given is borrowed unless its documentation gives it away. What holds
 * buffers has a {@code release}.</li>
 * <li>Nothing here is thread-safe: each object belongs to one connection.</li>
 * </ol>
 */
@NullMarked
package dev.echocast.frame;

import org.jspecify.annotations.NullMarked;
