/**
 * A WebSocket client that stays connected.
 *
 * <p>
 * Entry points: {@link dev.echocast.client.ReconnectingWebSocketClient} for any RFC 6455
 * server and {@link dev.echocast.client.TopicFollower} for a broadcast topic that resumes
 * where it was. Both take {@link dev.echocast.client.ClientOptions}, with a
 * {@link dev.echocast.client.TokenSource} for servers that ask who this is.
 *
 * <p>
 * Invariants:
 * <ol>
 * <li>One client lives on one event loop; everything of it that changes is touched there
 * only, so nothing locks.</li>
 * <li>Every queue is bounded in messages and bytes. A slow consumer stops the reading, a
 * slow server stops the taking from publishers.</li>
 * <li>No reference-counted buffer crosses the public types: messages are immutable heap
 * values.</li>
 * <li>What is transient and what is final is decided in one place, {@code Failures}.</li>
 * <li>Back-off, failures, close codes, the opening handshake and what follows a refused
 * token know neither Netty nor Reactor nor a clock.</li>
 * <li>A token goes to the origin that the program named and to no other, and appears in
 * no event, failure, {@code toString} or line of a log. It is a {@code Token} wherever it
 * is carried.</li>
 * </ol>
 *
 * <p>
 * The opening handshake and the closing handshake are our own on Reactor Netty's TCP
 * client, which brings TLS, proxies, resolving and event loops; frames are read with the
 * rules of {@code dev.echocast.frame}. Reactor Netty's WebSocket client accepts reserved
 * bits, invalid UTF-8 and close codes from 5000 on, fails when a server picks no
 * subprotocol, and drops the connection before the server's answer to a close frame was
 * read.
 */
@NullMarked
package dev.echocast.client;

import org.jspecify.annotations.NullMarked;
