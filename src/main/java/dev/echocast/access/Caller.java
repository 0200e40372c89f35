package dev.echocast.access;

import org.springframework.web.server.ServerWebExchange;

/**
 * Who sends a request of plain HTTP, as was found out before it came to its handler.
 */
public final class Caller {

	private static final String ATTRIBUTE = Caller.class.getName();

	private Caller() {
	}

	/**
	 * Note who it is.
	 */
	public static void note(ServerWebExchange exchange, Identity identity) {
		exchange.getAttributes().put(ATTRIBUTE, identity);
	}

	/**
	 * Who it is; somebody who may do nothing if that was not found out.
	 */
	public static Identity of(ServerWebExchange exchange) {
		return exchange.getAttributeOrDefault(ATTRIBUTE, Identity.anonymous(Grants.NONE));
	}

	/**
	 * Go on only with a permission.
	 * @throws DeniedException without it
	 */
	public static void require(ServerWebExchange exchange, Permission permission) {
		of(exchange).require(permission);
	}

}
