package dev.echocast.transport;

import java.net.URI;
import java.util.List;

import dev.echocast.access.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.WebSocketHandler;

/**
 * A WebSocket endpoint: a handler with the name that meters and logs use.
 */
public interface Endpoint extends WebSocketHandler {

	/**
	 * The subprotocol of payloads as they are. It says what is so without one, for
	 * browsers: those that offer something want to be answered with one of it.
	 */
	String RAW = "echocast.v1.raw";

	/**
	 * A short constant such as {@code echo}.
	 */
	String name();

	/**
	 * Why a request to this endpoint is malformed, in one line; {@code null} when it is
	 * not. It is refused with 400 then.
	 */
	default @Nullable String refuse(URI uri) {
		return null;
	}

	/**
	 * What a peer must be granted for a request to this endpoint, which is not malformed.
	 */
	List<Permission> permissions(URI uri);

	/**
	 * The name of any handler.
	 */
	static String name(WebSocketHandler handler) {
		return (handler instanceof Endpoint endpoint) ? endpoint.name() : handler.getClass().getSimpleName();
	}

	/**
	 * Whether {@code receive()} gives frames while they arrive instead of whole messages.
	 * A message of any size then takes constant memory: each element is a piece of a
	 * frame, which, sent back retained, leaves as the same piece. Compression is not
	 * negotiated then.
	 */
	default boolean streams() {
		return false;
	}

}
