package dev.echocast.transport;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

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
 * @param serverWindowBits the size of the peer's window, as a power of two
 */
record PerMessageDeflate(boolean clientContext, int serverWindowBits) {

	static final int MAX_WINDOW_BITS = 15;

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
	static @Nullable PerMessageDeflate negotiate(List<String> headers, boolean allowClientContext) {
		for (String header : headers) {
			for (String offer : StringUtils.commaDelimitedListToStringArray(header)) {
				PerMessageDeflate accepted = accept(offer, allowClientContext);
				if (accepted != null) {
					return accepted;
				}
			}
		}
		return null;
	}

	private static @Nullable PerMessageDeflate accept(String offer, boolean allowClientContext) {
		String[] parts = StringUtils.delimitedListToStringArray(offer, ";");
		if (!parts[0].strip().equalsIgnoreCase(NAME)) {
			return null;
		}
		boolean clientContext = allowClientContext;
		int serverBits = MAX_WINDOW_BITS;
		Set<String> seen = new HashSet<>();
		for (int i = 1; i < parts.length; i++) {
			String[] pair = StringUtils.delimitedListToStringArray(parts[i], "=");
			String name = pair[0].strip().toLowerCase(Locale.ROOT);
			String value = (pair.length == 2)
					? StringUtils.trimTrailingCharacter(StringUtils.trimLeadingCharacter(pair[1].strip(), '"'), '"')
					: null;
			boolean known = switch (name) {
				case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> value == null;
				case CLIENT_BITS -> value == null || windowBits(value) > 0;
				case SERVER_BITS -> value != null && windowBits(value) > 0;
				default -> false;
			};
			// A parameter that is unknown, invalid or repeated makes the whole offer
			// void.
			if (!known || pair.length > 2 || !seen.add(name)) {
				return null;
			}
			if (name.equals(CLIENT_NO_CONTEXT)) {
				clientContext = false;
			}
			else if (name.equals(SERVER_BITS) && value != null) {
				serverBits = windowBits(value);
			}
		}
		return new PerMessageDeflate(clientContext, serverBits);
	}

	private static int windowBits(String value) {
		return switch (value) {
			case "8", "9", "10", "11", "12", "13", "14", "15" -> Integer.parseInt(value);
			default -> -1;
		};
	}

	/**
	 * The value of the answer's {@code Sec-WebSocket-Extensions}.
	 */
	String response() {
		return NAME + "; " + SERVER_NO_CONTEXT + (this.clientContext ? "" : "; " + CLIENT_NO_CONTEXT)
				+ ((this.serverWindowBits < MAX_WINDOW_BITS) ? "; " + SERVER_BITS + "=" + this.serverWindowBits : "");
	}

	/**
	 * Whether a message of this length may be sent compressed.
	 */
	boolean fitsWindow(int length) {
		return this.serverWindowBits == MAX_WINDOW_BITS || length <= (1 << this.serverWindowBits);
	}

}
