package dev.echocast.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * The opening handshake (RFC 6455 section 4.1) without its transport: which headers to
 * send, and whether the answer may be believed.
 */
record Handshake(URI uri, String key, Map<String, String> extra, List<Map.Entry<String, String>> headers,
		List<String> subprotocols, boolean compression) {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	/**
	 * @param trusted whether the URI is of the origin the user named, so that the user's
	 * own headers and the token may go there
	 */
	static Handshake of(Settings options, URI uri, boolean trusted, Token token, RandomGenerator random) {
		byte[] nonce = new byte[16];
		random.nextBytes(nonce);
		Map<String, String> extra = new LinkedHashMap<>();
		extra.put("User-Agent", options.userAgent);
		if (options.origin != null) {
			extra.put("Origin", options.origin);
		}
		if (uri.getUserInfo() != null) {
			extra.put("Authorization", basic(uri.getUserInfo()));
		}
		if (trusted && token.isPresent()) {
			extra.put("Authorization", token.authorization());
		}
		return new Handshake(uri, Base64.getEncoder().encodeToString(nonce), extra,
				trusted ? options.headers : List.of(), options.subprotocols, options.compression);
	}

	static String basic(String credentials) {
		return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
	}

	/** In the order they go out. What the user set replaces what we would. */
	List<Map.Entry<String, String>> requestHeaders() {
		List<Map.Entry<String, String>> all = new ArrayList<>();
		all.add(Map.entry("Host", host()));
		all.add(Map.entry("Upgrade", "websocket"));
		all.add(Map.entry("Connection", "Upgrade"));
		all.add(Map.entry("Sec-WebSocket-Key", this.key));
		all.add(Map.entry("Sec-WebSocket-Version", "13"));
		if (!this.subprotocols.isEmpty()) {
			all.add(Map.entry("Sec-WebSocket-Protocol", String.join(", ", this.subprotocols)));
		}
		if (this.compression) {
			all.add(Map.entry("Sec-WebSocket-Extensions", "permessage-deflate"));
		}
		all.addAll(this.extra.entrySet());
		for (Map.Entry<String, String> own : this.headers) {
			all.removeIf(header -> header.getKey().equalsIgnoreCase(own.getKey()));
		}
		all.addAll(this.headers);
		return all;
	}

	String path() {
		String path = (this.uri.getRawPath() == null || this.uri.getRawPath().isEmpty()) ? "/" : this.uri.getRawPath();
		return (this.uri.getRawQuery() != null) ? path + "?" + this.uri.getRawQuery() : path;
	}

	/** Headers may be credentials. */
	@Override
	public String toString() {
		return "Handshake[" + host() + "]";
	}

	private String host() {
		return (this.uri.getPort() == -1) ? this.uri.getHost() : this.uri.getHost() + ":" + this.uri.getPort();
	}

	/**
	 * Checks an answer of status 101.
	 * @return how to compress, or {@code null} for not at all
	 * @throws WebSocketFailure if the server did not agree to what was asked
	 */
	@Nullable Deflate check(Function<String, @Nullable String> header) {
		require(hasToken(header.apply("Upgrade"), "websocket"), "no Upgrade: websocket");
		require(hasToken(header.apply("Connection"), "upgrade"), "no Connection: Upgrade");
		String accept = header.apply("Sec-WebSocket-Accept");
		require(accept != null && accept.strip().equals(accept(this.key)), "a wrong Sec-WebSocket-Accept");
		String subprotocol = header.apply("Sec-WebSocket-Protocol");
		require(subprotocol == null || this.subprotocols.contains(subprotocol.strip()),
				"a subprotocol that was not asked for");
		String extensions = header.apply("Sec-WebSocket-Extensions");
		if (extensions == null || extensions.isBlank()) {
			return null;
		}
		require(this.compression, "an extension that was not asked for");
		return Deflate.parse(extensions);
	}

	static String accept(String key) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java runtime has SHA-1", ex);
		}
	}

	private static boolean hasToken(@Nullable String value, String token) {
		return value != null && Arrays.stream(value.split(","))
			.anyMatch(part -> part.strip().toLowerCase(Locale.ROOT).equals(token));
	}

	private static void require(boolean held, String otherwise) {
		if (!held) {
			throw Failures.protocol("the server's answer to the opening handshake has " + otherwise);
		}
	}

}
