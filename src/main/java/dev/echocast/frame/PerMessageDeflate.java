package dev.echocast.frame;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The permessage-deflate extension as negotiated for one session (RFC 7692, section 7).
 *
 * <p>
 * The server compresses each message on its own, without the context of those before. So
 * no compressor, some 256 KiB, is kept per session, and a broadcast is compressed once
 * for all. A peer that can take only a window of fewer bits gets the messages that fit
 * into it compressed and the others not: within a shorter message no reference reaches
 * further back than its own beginning.
 *
 * @param clientContext whether the peer may refer to its earlier messages
 * @param serverMaxWindowBits the size of the peer's window, as a power of two, if it
 * named one
 */
public record PerMessageDeflate(boolean clientContext, OptionalInt serverMaxWindowBits) {

	private static final int MAX_WINDOW_BITS = 15;

	private static final String NAME = "permessage-deflate";

	private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";

	private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";

	private static final String SERVER_BITS = "server_max_window_bits";

	private static final String CLIENT_BITS = "client_max_window_bits";

	/**
	 * Accept the first offer that can be accepted.
	 * @param headers the values of {@code Sec-WebSocket-Extensions}
	 * @param allowClientContext whether to keep a decompressor per session for peers that
	 * want to refer to earlier messages
	 */
	public static @Nullable PerMessageDeflate negotiate(List<String> headers, boolean allowClientContext) {
		for (String header : headers) {
			for (String offer : header.split(",", -1)) {
				PerMessageDeflate accepted = accept(offer, allowClientContext);
				if (accepted != null) {
					return accepted;
				}
			}
		}
		return null;
	}

	private static @Nullable PerMessageDeflate accept(String offer, boolean allowClientContext) {
		String[] parts = offer.split(";", -1);
		if (!parts[0].strip().equalsIgnoreCase(NAME)) {
			return null;
		}
		boolean clientContext = allowClientContext;
		OptionalInt serverBits = OptionalInt.empty();
		Set<String> seen = new HashSet<>();
		for (int i = 1; i < parts.length; i++) {
			int equals = parts[i].indexOf('=');
			String name = ((equals < 0) ? parts[i] : parts[i].substring(0, equals)).strip().toLowerCase(Locale.ROOT);
			String value = (equals < 0) ? null : unquoted(parts[i].substring(equals + 1).strip());
			// A parameter that is unknown, invalid or repeated makes the whole offer
			// void.
			if (!isKnown(name, value) || !seen.add(name)) {
				return null;
			}
			if (name.equals(CLIENT_NO_CONTEXT)) {
				clientContext = false;
			}
			else if (name.equals(SERVER_BITS) && value != null) {
				serverBits = OptionalInt.of(windowBits(value));
			}
		}
		return new PerMessageDeflate(clientContext, serverBits);
	}

	private static boolean isKnown(String name, @Nullable String value) {
		return switch (name) {
			case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> value == null;
			case CLIENT_BITS -> value == null || windowBits(value) > 0;
			case SERVER_BITS -> value != null && windowBits(value) > 0;
			default -> false;
		};
	}

	private static String unquoted(String value) {
		boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1) : value;
	}

	private static int windowBits(String value) {
		return switch (value) {
			case "8", "9", "10", "11", "12", "13", "14", "15" -> Integer.parseInt(value);
			default -> -1;
		};
	}

	/**
	 * The value of the answer's {@code Sec-WebSocket-Extensions}. A window that the peer
	 * named is repeated: without that the peer had to take the parameter for declined
	 * (section 7.1.2.1).
	 */
	public String response() {
		StringBuilder response = new StringBuilder(NAME + "; " + SERVER_NO_CONTEXT);
		if (!this.clientContext) {
			response.append("; ").append(CLIENT_NO_CONTEXT);
		}
		this.serverMaxWindowBits.ifPresent((bits) -> response.append("; " + SERVER_BITS + "=").append(bits));
		return response.toString();
	}

	/**
	 * Whether a message of this length may be sent compressed.
	 */
	public boolean fitsWindow(int length) {
		return fitsAny() || length <= (1 << this.serverMaxWindowBits.orElse(MAX_WINDOW_BITS));
	}

	/**
	 * Whether a message of any length may be sent compressed.
	 */
	public boolean fitsAny() {
		return this.serverMaxWindowBits.orElse(MAX_WINDOW_BITS) == MAX_WINDOW_BITS;
	}

}
