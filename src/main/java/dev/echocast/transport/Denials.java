package dev.echocast.transport;

import java.net.InetSocketAddress;

import dev.echocast.access.DeniedException;
import dev.echocast.access.Printable;
import dev.echocast.log.BoundedLog;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Tells operators who was denied what: in a meter, and in the log with few lines at a
 * time. Neither has anything of a credential, nor the query, which may have one.
 */
final class Denials {

	private static final BoundedLog logger = new BoundedLog("dev.echocast.Access");

	private final SessionListeners listeners;

	Denials(SessionListeners listeners) {
		this.listeners = listeners;
	}

	/**
	 * Note one.
	 * @param peer the peer's address, if it is known
	 */
	void note(DeniedException denied, ServerHttpRequest request, @Nullable InetSocketAddress peer) {
		this.listeners.rejected(denied.reason().word());
		String address = (peer != null && peer.getAddress() != null) ? NetUtil.toAddressString(peer.getAddress())
				: "an unknown address";
		logger.warn("Denied " + denied.who() + " at " + address + " " + request.getMethod() + " "
				+ Printable.of(request.getPath().value()) + ": " + denied.detail());
	}

}
