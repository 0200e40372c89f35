package dev.echocast.transport;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a request must be (RFC 9112, sections 2.3, 3.2 and 6.1), beside what
 * Netty sees to.
 */
final class RequestRules {

	/** A name or an IPv4 address, or an IPv6 address in brackets, and perhaps a port. */
	private static final Pattern AUTHORITY = Pattern
		.compile("(?:[A-Za-z0-9._~!$&'()*+;=-]++|\\[([0-9A-Fa-f:.]++)])(?::([0-9]{0,5}+))?");

	/** A URI as proxies are given it; what follows the authority is parsed later. */
	private static final Pattern HTTP_URI = Pattern.compile("https?://([^/?]*+).*", Pattern.CASE_INSENSITIVE);

	private static final int MAX_PORT = 0xFFFF;

	private RequestRules() {
	}

	/**
	 * Look for a fault.
	 * @return one line for the peer, or null for a request that may go on
	 */
	static @Nullable String fault(HttpRequest request) {
		HttpVersion version = request.protocolVersion();
		if (version.majorVersion() != 1 || !version.protocolName().equals("HTTP")) {
			return "HTTP version must be 1.1";
		}
		if (!isTarget(request.method(), request.uri())) {
			return "request target must be a path or an http URI";
		}
		List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
		if (hosts.size() > 1 || (hosts.isEmpty() && version.minorVersion() > 0)) {
			return "Host is required once";
		}
		if (!hosts.isEmpty() && !hosts.get(0).isBlank() && !isAuthority(hosts.get(0).strip())) {
			return "Host must be a name or an address, and perhaps a port";
		}
		String coding = request.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
		return (coding != null && !coding.strip().equalsIgnoreCase("chunked")) ? "Transfer-Encoding must be chunked"
				: null;
	}

	private static boolean isTarget(HttpMethod method, String target) {
		if (target.startsWith("/")) {
			return !method.equals(HttpMethod.CONNECT);
		}
		if (method.equals(HttpMethod.CONNECT)) {
			return isAuthority(target);
		}
		Matcher uri = HTTP_URI.matcher(target);
		return uri.matches() ? isAuthority(uri.group(1)) : target.equals("*") && method.equals(HttpMethod.OPTIONS);
	}

	private static boolean isAuthority(String text) {
		Matcher authority = AUTHORITY.matcher(text);
		if (!authority.matches()) {
			return false;
		}
		String ipv6 = authority.group(1);
		String port = authority.group(2);
		return (ipv6 == null || NetUtil.isValidIpV6Address(ipv6))
				&& (port == null || port.isEmpty() || Integer.parseInt(port) <= MAX_PORT);
	}

}
