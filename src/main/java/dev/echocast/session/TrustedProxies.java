package dev.echocast.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Knows peers by their addresses. A header that names the client is believed as far as
 * trusted proxies wrote it: each adds at the end whom it was asked by, so what counts is
 * the last entry that is no trusted proxy. Where an entry cannot be read, or the two
 * headers that there are for it disagree, the connection's own address counts. Safe for
 * use from any thread.
 */
final class TrustedProxies {

	/** Of an element of {@code Forwarded} (RFC 7239, section 4). */
	private static final Pattern FOR = Pattern.compile("(?:^|;)\\s*for\\s*=\\s*\"?([^\";]*)", Pattern.CASE_INSENSITIVE);

	private final List<IpSubnetFilterRule> subnets;

	/**
	 * Trust some.
	 * @param proxies addresses and subnets such as {@code 10.0.0.0/8}
	 * @throws IllegalArgumentException when one is neither
	 */
	TrustedProxies(List<String> proxies) {
		this.subnets = proxies.stream().map(TrustedProxies::subnet).toList();
	}

	/**
	 * Read an address or a subnet.
	 * @throws IllegalArgumentException when it is neither
	 */
	static IpSubnetFilterRule subnet(String text) {
		int slash = text.indexOf('/');
		InetAddress address = address((slash < 0) ? text : text.substring(0, slash));
		if (address == null) {
			throw new IllegalArgumentException(text + " is neither an address nor a subnet");
		}
		int bits = (slash < 0) ? 8 * address.getAddress().length : Integer.parseInt(text.substring(slash + 1));
		return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
	}

	/**
	 * Who sent a request; port 0 when only the address is known.
	 */
	@Nullable InetSocketAddress peer(ServerHttpRequest request) {
		// Whatever else is told to believe such headers: it has not changed these.
		HttpServerRequest received = ServerHttpRequestDecorator.getNativeRequest(request);
		return (((Connection) received).channel().remoteAddress() instanceof InetSocketAddress connection)
				? peer(connection, received.requestHeaders().getAll("X-Forwarded-For"),
						received.requestHeaders().getAll("Forwarded"))
				: null;
	}

	InetSocketAddress peer(InetSocketAddress connection, List<String> forwardedFor, List<String> forwarded) {
		if (!isTrusted(connection)) {
			return connection;
		}
		InetSocketAddress one = follow(connection, elements(forwardedFor).toList());
		InetSocketAddress other = follow(connection, elements(forwarded).map(TrustedProxies::client).toList());
		if (forwardedFor.isEmpty() || forwarded.isEmpty()) {
			return forwarded.isEmpty() ? one : other;
		}
		// A proxy writes one of them, and passes the other on as it comes.
		return one.equals(other) ? one : connection;
	}

	/** Go from proxy to proxy, the nearest first. */
	private InetSocketAddress follow(InetSocketAddress connection, List<String> entries) {
		InetSocketAddress peer = connection;
		for (int i = entries.size() - 1; i >= 0 && isTrusted(peer); i--) {
			InetAddress next = address(withoutPort(entries.get(i)));
			if (next == null) {
				return connection;
			}
			peer = new InetSocketAddress(next, 0);
		}
		return peer;
	}

	private boolean isTrusted(InetSocketAddress peer) {
		for (IpSubnetFilterRule subnet : this.subnets) {
			if (subnet.matches(peer)) {
				return true;
			}
		}
		return false;
	}

	/** Several lines are one list (RFC 9110, section 5.3). */
	private static Stream<String> elements(List<String> lines) {
		return lines.stream()
			.flatMap((line) -> Stream.of(line.split(",")))
			.map(String::strip)
			.filter((element) -> !element.isEmpty());
	}

	private static String client(String element) {
		Matcher client = FOR.matcher(element);
		return client.find() ? client.group(1).strip() : "";
	}

	/** Some proxies add it; an IPv6 address is in brackets then. */
	private static String withoutPort(String node) {
		if (node.startsWith("[")) {
			return node.substring(1, Math.max(1, node.indexOf(']')));
		}
		int colon = node.indexOf(':');
		return (colon >= 0 && colon == node.lastIndexOf(':')) ? node.substring(0, colon) : node;
	}

	/** Of a literal alone: nothing is looked up. */
	private static @Nullable InetAddress address(String literal) {
		byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
		try {
			return (bytes != null) ? InetAddress.getByAddress(bytes) : null;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
