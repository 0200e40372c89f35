package dev.echocast.transport;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;

/**
 * The server's checks of an opening handshake (RFC 6455, section 4.2.1).
 */
final class OpeningHandshake {

	static final String VERSION = "13";

	/**
	 * Why a handshake is refused.
	 *
	 * @param status the answer's status
	 * @param reason a constant for meters
	 * @param detail one line for the peer
	 * @param headers what the answer must carry beside them
	 */
	record Refusal(HttpStatus status, String reason, String detail, Map<String, String> headers) {

		static Refusal malformed(String detail) {
			return new Refusal(HttpStatus.BAD_REQUEST, "malformed", detail, Map.of());
		}

	}

	private OpeningHandshake() {
	}

	/**
	 * Check a request.
	 * @return why it is no handshake, or null when it is one
	 */
	static @Nullable Refusal check(HttpMethod method, HttpHeaders headers) {
		if (!HttpMethod.GET.equals(method)) {
			return new Refusal(HttpStatus.METHOD_NOT_ALLOWED, "method", "Invalid request-method '" + method + "'",
					Map.of(HttpHeaders.ALLOW, "GET"));
		}
		if (headers.getOrEmpty(HttpHeaders.HOST).size() != 1) {
			return Refusal.malformed("Host is required once");
		}
		if (headers.getContentLength() > 0 || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
			// Its bytes would be taken for frames.
			return Refusal.malformed("a handshake has no body");
		}
		if (!hasToken(headers, HttpHeaders.UPGRADE, "websocket")) {
			return Refusal.malformed("Upgrade must contain websocket");
		}
		if (!hasToken(headers, HttpHeaders.CONNECTION, "upgrade")) {
			return Refusal.malformed("Connection must contain Upgrade");
		}
		List<String> versions = headers.getOrEmpty("Sec-WebSocket-Version");
		if (versions.size() > 1) {
			return Refusal.malformed("Sec-WebSocket-Version is required once");
		}
		if (!versions.equals(List.of(VERSION))) {
			return new Refusal(HttpStatus.UPGRADE_REQUIRED, "version", "Sec-WebSocket-Version must be 13",
					Map.of("Sec-WebSocket-Version", VERSION, HttpHeaders.UPGRADE, "websocket", HttpHeaders.CONNECTION,
							"Upgrade"));
		}
		List<String> keys = headers.getOrEmpty("Sec-WebSocket-Key");
		if (keys.size() != 1 || !isKey(keys.get(0))) {
			return Refusal.malformed("Sec-WebSocket-Key must be 16 bytes in base64");
		}
		if (headers.getOrEmpty(HttpHeaders.ORIGIN).size() > 1) {
			return Refusal.malformed("Origin may be there once");
		}
		return null;
	}

	private static boolean hasToken(HttpHeaders headers, String name, String token) {
		for (String value : headers.getOrEmpty(name)) {
			for (String candidate : StringUtils.commaDelimitedListToStringArray(value)) {
				if (candidate.strip().toLowerCase(Locale.ROOT).equals(token)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isKey(String key) {
		try {
			return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * The first subprotocol of the peer's preference that the endpoint speaks.
	 */
	static @Nullable String subprotocol(HttpHeaders headers, List<String> supported) {
		if (supported.isEmpty()) {
			return null;
		}
		for (String value : headers.getOrEmpty("Sec-WebSocket-Protocol")) {
			for (String candidate : StringUtils.commaDelimitedListToStringArray(value)) {
				if (supported.contains(candidate.strip())) {
					return candidate.strip();
				}
			}
		}
		return null;
	}

}
