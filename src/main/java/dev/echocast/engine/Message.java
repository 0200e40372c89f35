package dev.echocast.engine;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to publish. The payload is shared by all who get it and must never
 * be changed.
 *
 * @param topic the topic's name
 * @param sender the session it comes from, or {@code null} when it comes from none
 * @param user who published it, or {@code null} when that is no user, but a key or nobody
 * @param text whether the payload is UTF-8 text rather than binary
 * @param payload the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy per reader would
											// defeat sharing
public record Message(String topic, @Nullable String sender, @Nullable String user, boolean text, byte[] payload) {

}
